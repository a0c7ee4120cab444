import { eventDefinitions, originPeriods } from './event-catalog.js';
import { DATA_CATEGORIES, DATA_PURPOSES, PERSONAL_DATA, RETENTION_PERIODS } from './personal-data.js';
import type { PersonalData, RetentionTimes } from './personal-data.js';

/** A kind of personal data that the log holds. */
export interface HeldData {
  readonly kind: string;
  readonly purposes: readonly string[];
  /** A period of retention, `erasure` or `replaced`. */
  readonly retention: string;
  /** The time from the end of the month until the data is unreadable. Null without a period. */
  readonly keepMs: number | null;
  /** `<event type>.<field>`, or `<stream>.source` for the origin of the requests behind its events. */
  readonly fields: readonly string[];
}

/** A category of personal data with its kinds. */
export interface HeldCategory {
  readonly category: string;
  readonly description: string;
  readonly data: readonly HeldData[];
}

/** Lists all categories of personal data, from the annotations of the event catalogue. */
export function heldCategories(times: RetentionTimes): HeldCategory[] {
  const kinds: [string, PersonalData][] = Object.entries(PERSONAL_DATA);
  return Object.entries(DATA_CATEGORIES).map(([category, description]) => ({
    category,
    description,
    data:
      category === 'origins'
        ? originsHeld(times)
        : kinds
            .filter(([, data]) => data.category === category)
            .map(([kind, data]) => ({ ...held(kind, data, times), fields: fieldsOf(kind) })),
  }));
}

function held(kind: string, { purposes, retention }: PersonalData, times: RetentionTimes) {
  const period = RETENTION_PERIODS.find((name) => name === retention);
  return {
    kind,
    purposes: purposes.map((purpose) => DATA_PURPOSES[purpose]),
    retention,
    keepMs: period === undefined ? null : times[period],
  };
}

/** Returns the fields of events that hold a kind of personal data. */
function fieldsOf(kind: string): string[] {
  return eventDefinitions.flatMap(({ type, kinds }) =>
    [...kinds].filter(([, named]) => named === kind).map(([field]) => `${type}.${field}`),
  );
}

/** Returns the origins of requests, once for each period. */
function originsHeld(times: RetentionTimes): HeldData[] {
  return RETENTION_PERIODS.map((period) => ({
    ...held('origin', { category: 'origins', purposes: ['security'], retention: period }, times),
    fields: [...originPeriods].filter(([, of]) => of === period).map(([prefix]) => `${prefix}.source`),
  }));
}
