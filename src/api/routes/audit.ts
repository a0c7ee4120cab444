import { z } from 'zod';
import { recordAuditRead } from '../../commands/audit/record-audit-read.js';
import { actor, subjectId } from '../../commands/input-schemas.js';
import { eventCatalog } from '../../domain/event-catalog.js';
import { causeTreeJson, toCauseTree } from '../answers/cause-tree.js';
import { eventPageJson, toEventJson } from '../answers/event-json.js';
import { causeOf } from '../http/requests/cause.js';
import { decodeCursor, encodeCursor, pageQuery } from '../http/requests/cursor.js';
import { positionText } from '../http/requests/position.js';
import { Problem } from '../http/problems/problem.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import { instantText, positionOfInstant } from '../past/instant.js';
import type { RouteDependencies } from './dependencies.js';

const tag = 'Audit';

/** The form of `X-Request-Id`. */
const correlationId = z.string().regex(/^[\w.-]{1,128}$/);

/** The log keeps what auditors searched for, so no parameter has a place for a name or an address. */
const filterQuery = z.strictObject({
  subject: subjectId.optional().meta({ description: 'The id of a person or thing.' }),
  actor: actor.optional().meta({ description: '`user:<id>`, `api_key:<id>`, `service` and others.' }),
  type: z
    .string()
    .refine((type) => eventCatalog.has(type))
    .optional()
    .meta({ description: 'An event type, see GET /event-types.' }),
  correlation_id: correlationId.optional().meta({ description: 'The `X-Request-Id` of a request.' }),
  from: instantText.optional(),
  to: instantText.optional(),
});

/** The most events of one request that its tree has. */
const MAX_CAUSED = 1000;

/** Routes with which auditors search the log. Each search is an event itself. */
export function auditRoutes({ commands, feed, readModels }: RouteDependencies): Route[] {
  const { log } = commands;
  const bound = async (text: string | undefined) =>
    text === undefined ? null : await positionOfInstant(feed, log.store, text);

  return [
    defineRoute({
      method: 'get',
      path: '/v1/audit',
      operation: 'searchAudit',
      summary: 'Searches the events of all accounts, newest first.',
      tag,
      auth: 'service',
      permission: 'audit:read',
      query: filterQuery.extend(pageQuery.shape),
      answers: { 200: { description: 'A page of events.', body: eventPageJson } },
      refusals: ['invalid_cursor', 'invalid_position'],
      async handle({ query: { cursor, limit, ...query }, context, caller }) {
        const filter = {
          subject: query.subject ?? null,
          actor: query.actor ?? null,
          type: query.type ?? null,
          correlationId: query.correlation_id ?? null,
          from: await bound(query.from),
          to: await bound(query.to),
        };
        const before = cursor === undefined ? null : decodeCursor(cursor, positionText);
        const events = await readModels.readAudit(log, filter, { before, limit });
        const read = { filter: definedOf(query), count: events.length };
        await recordAuditRead(commands, read, causeOf(context, caller));
        const last = events.length === limit ? events.at(-1) : undefined;
        const next_cursor = last === undefined ? null : encodeCursor(last.position);
        return { status: 200, body: { items: events.map(toEventJson), next_cursor } };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/v1/audit/causes/{correlation_id}',
      operation: 'readCauses',
      summary:
        'Returns everything that one request caused: its commands, their events, and the mails of these.',
      tag,
      auth: 'service',
      permission: 'audit:read',
      params: z.strictObject({ correlation_id: correlationId }),
      answers: { 200: { description: 'The tree of causes.', body: causeTreeJson } },
      refusals: ['not_found'],
      async handle({ params, context, caller }) {
        const { correlation_id: caused } = params;
        const filter = { ...NO_FILTER, correlationId: caused };
        const events = await readModels.readAudit(log, filter, { before: null, limit: MAX_CAUSED });
        const read = { filter: { correlation_id: caused }, count: events.length };
        await recordAuditRead(commands, read, causeOf(context, caller));
        if (events.length === 0) throw new Problem('not_found');
        return { status: 200, body: toCauseTree(caused, events.toReversed()) };
      },
    }),
  ];
}

const NO_FILTER = { subject: null, actor: null, type: null, correlationId: null, from: null, to: null };

/** Returns the parameters that a request has. */
function definedOf(query: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
