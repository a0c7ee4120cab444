import { z } from 'zod';
import { withLags } from '../../projections/engine/checkpoints.js';
import { standbyJson, standbyToJson } from '../answers/standby-json.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import type { RouteDependencies } from './dependencies.js';

const readersJson = z
  .strictObject({
    head: z.string().meta({ description: 'The position of the last event in the log.' }),
    items: z.array(
      z.strictObject({
        reader: z.string(),
        position: z.string(),
        parked: z.int().meta({ description: 'The number of parked events.' }),
        lag_seconds: z
          .number()
          .meta({ description: 'Seconds since the last progress, or 0 at the head of the log.' }),
        standby: standbyJson
          .nullable()
          .meta({ description: 'The other version of a read model that is being rebuilt, or was.' }),
      }),
    ),
  })
  .meta({ id: 'Readers' });

/** Routes for operators. */
export function operationsRoutes({ commands, readModels, versions }: RouteDependencies): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/v1/projections',
      operation: 'listReaders',
      summary: 'Lists the readers of the log with their positions.',
      tag: 'Operations',
      auth: 'service',
      permission: 'operations:read',
      answers: { 200: { description: 'The readers.', body: readersJson } },
      refusals: [],
      async handle() {
        const { head, readers } = await withLags(commands.log.store, await readModels.readProgress());
        const rebuilds = new Map((await versions.list()).map((rebuild) => [rebuild.reader, rebuild]));
        const items = readers.map(({ reader, position, parked, lag }) => {
          const rebuild = rebuilds.get(reader);
          const standby = rebuild === undefined ? null : standbyToJson(rebuild);
          return { reader, position, parked, lag_seconds: lag, standby };
        });
        return { status: 200, body: { head, items } };
      },
    }),
  ];
}
