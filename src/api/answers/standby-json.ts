import { z } from 'zod';
import { rateOf, REBUILD_STATES, secondsLeft, shareOf } from '../../projections/engine/rebuild/rebuilds.js';
import type { Rebuild } from '../../projections/engine/rebuild/rebuilds.js';

/** The version beside the serving one of a read model. */
export const standbyJson = z
  .strictObject({
    state: z.enum(REBUILD_STATES).meta({
      description:
        'A new version is `filling`, then `ready`, or `different` from the serving one. After `promoted`, the former ' +
        'version is here. After `rolled_back`, the new one is here again.',
    }),
    started_at: z.iso.datetime(),
    position: z.string(),
    share: z.number().meta({ description: 'The share of the log that the version has read, from 0 to 1.' }),
    events: z.int().meta({ description: 'The number of events that were read for it.' }),
    events_per_second: z.int().nullable(),
    seconds_left: z.int().nullable().meta({ description: 'Null before the first page of the log.' }),
    parked: z.int().meta({ description: 'The number of parked events of the version.' }),
    comparison: z
      .strictObject({
        position: z.string(),
        tables: z.array(
          z.strictObject({
            table: z.string(),
            rows: z.int().meta({ description: 'The rows of the version that served at the comparison.' }),
            standby_rows: z.int(),
            equal: z.boolean(),
          }),
        ),
      })
      .nullable()
      .meta({ description: 'The last comparison of the two versions, at one position.' }),
  })
  .meta({ id: 'StandbyVersion' });

/** Converts a rebuild to its JSON form. */
export function standbyToJson(rebuild: Rebuild): z.input<typeof standbyJson> {
  const { state, startedAt, position, events, parked, comparison } = rebuild;
  return {
    state,
    started_at: startedAt.toISOString(),
    position,
    share: shareOf(rebuild),
    events,
    events_per_second: rateOf(rebuild),
    seconds_left: secondsLeft(rebuild),
    parked,
    comparison: comparison && {
      position: comparison.position,
      tables: comparison.tables.map(({ table, rows, standbyRows, isEqual }) => ({
        table,
        rows,
        standby_rows: standbyRows,
        equal: isEqual,
      })),
    },
  };
}
