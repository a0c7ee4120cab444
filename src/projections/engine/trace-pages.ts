import type { StoredEvent } from '../../eventstore/port.js';
import type { RecordSpan } from '../../runtime/tracing/span.js';
import type { AppliedPage } from './processor.js';
import type { Reader } from './reader.js';

/** Events that are older belong to a rebuild or to a reader that was stopped, and to no trace. */
const RECENT_MS = 60_000;

/** Returns a function that records a span for each request whose events readers have applied. */
export function tracePages(readers: readonly Reader[], record: RecordSpan): (applied: AppliedPage) => void {
  return ({ page, readers: saved, startedAt }) => {
    const since = Date.now() - RECENT_MS;
    const recent = page.filter(({ recordedAt }) => recordedAt.getTime() >= since);
    for (const [requestId, events] of byRequest(recent)) {
      const names = readers
        .filter((reader) => saved.includes(reader.name) && events.some((event) => reader.handles(event)))
        .map(({ name }) => name);
      if (names.length === 0) continue;
      record({
        requestId,
        name: 'project',
        kind: 'consumer',
        key: `project ${events[0]?.id ?? ''} ${names.join(' ')}`,
        attributes: { 'credence.readers': names, 'credence.events': events.map(({ type }) => type) },
        startedAt,
        failed: false,
      });
    }
  };
}

/** Groups events by the id of the request that caused them. */
function byRequest(events: readonly StoredEvent[]): Map<string | null, StoredEvent[]> {
  const groups = new Map<string | null, StoredEvent[]>();
  for (const event of events) {
    const requestId = event.metadata['correlation_id'] ?? null;
    groups.set(requestId, [...(groups.get(requestId) ?? []), event]);
  }
  return groups;
}
