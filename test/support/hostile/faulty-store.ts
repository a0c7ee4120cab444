import { LogUnavailable } from '../../../src/eventstore/port.js';
import type { AppendResult, EventStore, Write } from '../../../src/eventstore/port.js';

/** Stands between a command and the store. */
type AppendInterceptor = (writes: readonly Write[], store: EventStore) => Promise<AppendResult>;

/** A store whose appends go through the hands of a test. */
export function interceptAppends(store: EventStore, append: AppendInterceptor): EventStore {
  return { ...store, append: (writes) => append(writes, store) };
}

/** A store that appends to one stream at a time, as EventStoreDB does. */
export function singleStreamStore(store: EventStore): EventStore {
  return {
    ...store,
    capabilities: { ...store.capabilities, atomicMultiStream: false },
    append: (writes) => {
      if (writes.length > 1) throw new TypeError('This store appends to one stream at a time.');
      return store.append(writes);
    },
  };
}

/** A store that writes, and loses the connection before it answers, as often as said. */
export function loseAnswers(store: EventStore, times: number): EventStore {
  let left = times;
  return interceptAppends(store, async (writes, within) => {
    const result = await within.append(writes);
    left -= 1;
    if (left >= 0) throw new LogUnavailable();
    return result;
  });
}

/** What a process says that ends in the middle of its work. */
export class ProcessStopped extends Error {
  override readonly name = 'ProcessStopped';
}

/** A store whose process ends before it has sent the append of this number, counted from 1; later ones go through. */
export function stopBeforeAppend(store: EventStore, append: number): EventStore {
  let sent = 0;
  return interceptAppends(store, (writes, within) => {
    sent += 1;
    return sent === append ? Promise.reject(new ProcessStopped()) : within.append(writes);
  });
}
