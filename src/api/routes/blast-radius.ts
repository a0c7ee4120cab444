import { z } from 'zod';
import { recordAuditRead } from '../../commands/audit/record-audit-read.js';
import { actor } from '../../commands/input-schemas.js';
import { START } from '../../eventstore/port.js';
import type { BlastRadius } from '../../projections/views/audit-trail/blast-radius.js';
import { causeOf } from '../http/requests/cause.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import { instantText, positionOfInstant } from '../past/instant.js';
import type { RouteDependencies } from './dependencies.js';

const eventCounts = z.record(z.string(), z.int()).meta({ description: 'The number of its events by type.' });
const position = z.string();

const blastRadiusJson = z
  .strictObject({
    actor: z.string(),
    since: position,
    actors: z.array(z.strictObject({ actor: z.string(), since: position, events: eventCounts })).meta({
      description:
        'The actor, and those that got power from it, directly or by others: each since the first gift to it.',
    }),
    gifts: z
      .array(
        z.strictObject({
          position,
          occurred_at: z.iso.datetime(),
          type: z.string(),
          from: z.string(),
          to: z.string(),
          role_ids: z.array(z.uuid()),
          organization_id: z.uuid().nullable(),
        }),
      )
      .meta({
        description:
          'The roles, organisations, API keys and accepted invitations that these actors gave, newest first.',
      }),
    complete: z
      .boolean()
      .meta({ description: 'False if there are more events or actors than one request reads.' }),
  })
  .meta({ id: 'BlastRadius' });

/** Route that shows what an actor has done, and what others did with the power that it gave them. */
export function blastRadiusRoutes({ commands, feed, readModels }: RouteDependencies): Route[] {
  const { log } = commands;
  return [
    defineRoute({
      method: 'get',
      path: '/v1/access/blast-radius',
      operation: 'readBlastRadius',
      summary:
        'Returns the acts of an actor since a point, and the receivers of its roles and API keys, transitively.',
      tag: 'Audit',
      auth: 'service',
      permission: 'audit:read',
      query: z.strictObject({
        actor: actor.meta({ description: '`user:<id>`, `api_key:<id>`, `service` and others.' }),
        since: instantText.optional(),
      }),
      answers: { 200: { description: 'The actors and the gifts.', body: blastRadiusJson } },
      refusals: ['invalid_position'],
      async handle({ query, context, caller }) {
        const since = query.since === undefined ? START : await positionOfInstant(feed, query.since);
        const found = await readModels.readBlastRadius(log.store, query.actor, since);
        const filter = { actor: query.actor, from: since };
        await recordAuditRead(commands, { filter, count: countOf(found) }, causeOf(context, caller));
        const { actors, isComplete } = found;
        const body = {
          actor: query.actor,
          since,
          actors: [...actors],
          gifts: giftsOf(found),
          complete: isComplete,
        };
        return { status: 200, body };
      },
    }),
  ];
}

function countOf({ actors }: BlastRadius): number {
  return actors.flatMap(({ events }) => Object.values(events)).reduce((sum, count) => sum + count, 0);
}

function giftsOf({ gifts }: BlastRadius): z.input<typeof blastRadiusJson>['gifts'] {
  return gifts
    .map(({ event: { position: at, type, data, metadata }, to }) => ({
      position: at,
      occurred_at: metadata['occurred_at'] ?? '',
      type,
      from: metadata['actor'] ?? '',
      to,
      role_ids: idsIn(data['role_ids'] ?? data['role_id']),
      organization_id: idsIn(data['organization_id'])[0] ?? null,
    }))
    .sort((a, b) => (a.position < b.position ? 1 : -1));
}

function idsIn(value: unknown): string[] {
  return [value].flat().filter((id) => typeof id === 'string');
}
