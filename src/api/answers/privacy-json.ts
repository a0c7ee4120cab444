import { z } from 'zod';
import { eventDefinitions, originPeriods } from '../../domain/event-catalog.js';
import {
  DATA_CATEGORIES,
  DATA_PURPOSES,
  PERSONAL_DATA,
  RETENTION_PERIODS,
} from '../../domain/personal-data.js';
import type { PersonalData } from '../../domain/personal-data.js';
import type { RetentionMonthState, RetentionTimes } from '../../security/keys/retention-months.js';

const keptData = z.strictObject({
  kind: z.string(),
  purposes: z.array(z.string()),
  retention: z.string().meta({
    description:
      'The period that ends the data, `erasure` for the erasure of the account, or `replaced` for newer data.',
  }),
  keep_seconds: z.int().nullable().meta({
    description:
      'The time from the end of the month, in UTC, until the data is unreadable. Null without a period.',
  }),
  fields: z.array(z.string()).meta({
    description:
      '`<event type>.<field>`, or `<stream>.source` for the origin of the requests behind its events.',
  }),
});

/** The categories of personal data, with purposes and retention. */
export const dataCategoriesJson = z
  .strictObject({
    items: z.array(
      z.strictObject({ category: z.string(), description: z.string(), data: z.array(keptData) }),
    ),
  })
  .meta({ id: 'DataCategories' });

/** The periods of retention, with the keys of their months. */
export const retentionJson = z
  .strictObject({
    items: z.array(
      z.strictObject({
        period: z.enum(RETENTION_PERIODS),
        keep_seconds: z.int(),
        months: z.array(
          z.strictObject({
            month: z.string(),
            key: z.enum(['present', 'destroyed', 'none']).meta({
              description: '`none`: the data of the month is under the keys of the persons alone.',
            }),
            ends_at: z.iso
              .datetime()
              .meta({ description: 'The time at which the key is destroyed, or was destroyed.' }),
          }),
        ),
      }),
    ),
  })
  .meta({ id: 'Retention' });

type KeptData = z.input<typeof keptData>;

/** Returns the fields of events that hold a kind of personal data. */
function fieldsOf(kind: string): string[] {
  return eventDefinitions.flatMap(({ type, kinds }) =>
    [...kinds].filter(([, named]) => named === kind).map(([field]) => `${type}.${field}`),
  );
}

function toKept(kind: string, { purposes, retention }: PersonalData, times: RetentionTimes): KeptData {
  const period = RETENTION_PERIODS.find((name) => name === retention);
  return {
    kind,
    purposes: purposes.map((purpose) => DATA_PURPOSES[purpose]),
    retention,
    keep_seconds: period === undefined ? null : times[period] / 1000,
    fields: fieldsOf(kind),
  };
}

/** Returns the origins of requests, once for each period. */
function originsKept(times: RetentionTimes): KeptData[] {
  return RETENTION_PERIODS.map((period) => ({
    ...toKept('origin', { category: 'origins', purposes: ['security'], retention: period }, times),
    fields: [...originPeriods].filter(([, of]) => of === period).map(([prefix]) => `${prefix}.source`),
  }));
}

/** Lists all categories of personal data, from the annotations of the event catalogue. */
export function toDataCategories(times: RetentionTimes): z.input<typeof dataCategoriesJson> {
  const kinds: [string, PersonalData][] = Object.entries(PERSONAL_DATA);
  return {
    items: Object.entries(DATA_CATEGORIES).map(([category, description]) => ({
      category,
      description,
      data:
        category === 'origins'
          ? originsKept(times)
          : kinds
              .filter(([, data]) => data.category === category)
              .map(([kind, data]) => toKept(kind, data, times)),
    })),
  };
}

/** Lists the months of each period. */
export function toRetention(
  months: readonly RetentionMonthState[],
  times: RetentionTimes,
): z.input<typeof retentionJson> {
  return {
    items: RETENTION_PERIODS.map((period) => ({
      period,
      keep_seconds: times[period] / 1000,
      months: months
        .filter((month) => month.period === period)
        .map(({ month, key, endsAt }) => ({ month, key, ends_at: endsAt.toISOString() })),
    })),
  };
}
