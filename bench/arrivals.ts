import type { FollowedEvent } from '../test/support/clients/feed-followers.js';
import type { Measurement } from './measure.js';

/** The events that one consumer got, in their order and with repeats. */
type Arrivals = readonly FollowedEvent[];

/** Compares the events of consumers with the published ones. */
export function arrivalRows(published: Arrivals, consumers: readonly Arrivals[]): Measurement[] {
  const expected = inQuestion(published);
  const ids = new Set(expected.map(({ id }) => id));
  const got = consumers.map(inQuestion);
  const total = (count: (events: Arrivals) => number) => got.reduce((sum, events) => sum + count(events), 0);
  const known = (events: Arrivals) => distinct(events).filter(({ id }) => ids.has(id)).length;
  const name = `${String(consumers.length)} consumers of ${String(ids.size)} events`;
  const rows: [string, number, number | null][] = [
    ['missing', total((events) => ids.size - known(events)), 0],
    ['not in the log', total((events) => distinct(events).length - known(events)), 0],
    ['out of the order of their subject', total(disorder), 0],
    ['repeats', total((events) => events.length - distinct(events).length), null],
  ];
  return rows.map(([fact, value, budget]) => ({
    name: `${name}, ${fact}`,
    value,
    unit: '',
    baseline: null,
    goal: budget === null ? null : String(budget),
    ...(budget !== null && { budget }),
  }));
}

/** Returns the first arrival of each event. */
function distinct(events: Arrivals): FollowedEvent[] {
  const seen = new Set<string>();
  return events.filter(({ id }) => {
    const isFirst = !seen.has(id);
    seen.add(id);
    return isFirst;
  });
}

/** A webhook starts after its own creation, so the events of webhooks differ between consumers. */
function inQuestion(events: Arrivals): FollowedEvent[] {
  return events.filter(({ type }) => !type.includes('Webhook'));
}

/** Returns the number of events that came after a later one of their subject. Repeats do not count. */
function disorder(events: Arrivals): number {
  const newest = new Map<string | undefined, string>();
  return distinct(events).filter(({ subject, position }) => {
    const isLate = position < (newest.get(subject) ?? '');
    if (!isLate) newest.set(subject, position);
    return isLate;
  }).length;
}
