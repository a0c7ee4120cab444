import type { StoredEvent } from '../eventstore/port.js';
import type { DelayRule, LogCapabilities } from './handlers/job-kind.js';
import { jobKinds } from './handlers/job-kinds.js';

/** A job that an event causes: the kind of job, and its delay. */
export interface Reaction {
  readonly name: string;
  readonly delayMs: number;
}

const rules = new Map<string, { name: string; delay: DelayRule }[]>();
for (const { name, causedBy } of jobKinds) {
  for (const [type, delay] of Object.entries(causedBy)) {
    rules.set(type, [...(rules.get(type) ?? []), { name, delay }]);
  }
}

/** Returns the jobs that an event causes, in the order of the table of job kinds. */
export function reactionsTo(event: StoredEvent, log: LogCapabilities): Reaction[] {
  return (rules.get(event.type) ?? []).flatMap(({ name, delay }) => {
    const delayMs = delay(event, log);
    return delayMs === null ? [] : [{ name, delayMs }];
  });
}
