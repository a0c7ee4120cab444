import { LogUnavailable } from '../../../src/eventstore/port.js';
import type { AppendResult, EventStore, Write } from '../../../src/eventstore/port.js';

/** Replaces an append. It may call the real store. */
type AppendInterceptor = (writes: readonly Write[], store: EventStore) => Promise<AppendResult>;

/** Wraps a store so that a function replaces `append`. */
export function interceptAppends(store: EventStore, append: AppendInterceptor): EventStore {
  return { ...store, append: (writes) => append(writes, store) };
}

/** Wraps a store so that it rejects appends to several streams, as EventStoreDB does. */
export function singleStreamStore(store: EventStore): EventStore {
  return {
    ...store,
    capabilities: { ...store.capabilities, atomicMultiStream: false, guards: false },
    append: (writes) => {
      if (writes.length > 1) throw new TypeError('This store does not append to several streams.');
      return store.append(writes);
    },
  };
}

/** Wraps a store so that the first appends succeed, but report a lost connection. */
export function loseAnswers(store: EventStore, times: number): EventStore {
  let remaining = times;
  return interceptAppends(store, async (writes, original) => {
    const result = await original.append(writes);
    remaining -= 1;
    if (remaining >= 0) throw new LogUnavailable();
    return result;
  });
}

/** Error in place of the end of a process. */
export class ProcessStopped extends Error {
  override readonly name = 'ProcessStopped';
}

/** Wraps a store so that the nth append, counted from 1, fails as if the process had ended before it. */
export function stopBeforeAppend(store: EventStore, append: number): EventStore {
  let sent = 0;
  return interceptAppends(store, (writes, original) => {
    sent += 1;
    return sent === append ? Promise.reject(new ProcessStopped()) : original.append(writes);
  });
}
