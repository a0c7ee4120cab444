import { traced } from '../runtime/tracing/span.js';
import type { RecordSpan, Work } from '../runtime/tracing/span.js';
import type { EventStore, Write } from './port.js';

/** Records a span of each append. Without a recorder it returns the store unchanged. */
export function tracedAppends(store: EventStore, record: RecordSpan | null): EventStore {
  if (record === null) return store;
  return { ...store, append: (writes) => traced(record, workOf(writes), () => store.append(writes)) };
}

/** Returns the span of an append. All its events have one cause. */
function workOf(writes: readonly Write[]): Work {
  const events = writes.flatMap((write) => write.events);
  const expected = writes.map((write) => write.expected).join(' ');
  return {
    requestId: events[0]?.metadata['correlation_id'] ?? null,
    name: 'append',
    kind: 'client',
    // A repeat after a conflict has the same events, and expects another revision.
    key: `append ${events[0]?.id ?? ''} ${expected}`,
    attributes: { 'credence.events': events.map(({ type }) => type) },
  };
}
