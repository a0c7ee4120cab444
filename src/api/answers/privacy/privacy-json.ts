import { z } from 'zod';
import { heldCategories } from '../../../domain/data-catalog.js';
import { RETENTION_PERIODS } from '../../../domain/personal-data.js';
import type { RetentionTimes } from '../../../domain/personal-data.js';
import type { RetentionMonthState } from '../../../security/keys/retention-months.js';

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

/** Lists all categories of personal data. */
export function toDataCategories(times: RetentionTimes): z.input<typeof dataCategoriesJson> {
  return {
    items: heldCategories(times).map(({ category, description, data }) => ({
      category,
      description,
      data: data.map(({ kind, purposes, retention, keepMs, fields }) => ({
        kind,
        purposes: [...purposes],
        retention,
        keep_seconds: keepMs === null ? null : keepMs / 1000,
        fields: [...fields],
      })),
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
