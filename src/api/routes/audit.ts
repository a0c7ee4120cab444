import { z } from 'zod';
import { recordAuditRead } from '../../commands/audit/record-audit-read.js';
import { actor, subjectId } from '../../commands/input-schemas.js';
import { eventCatalog } from '../../domain/event-catalog.js';
import type { AuditFilter, AuditPage } from '../../projections/views/audit-trail/statement.js';
import { causeTreeJson, toCauseTree } from '../answers/cause-tree.js';
import { eventPageJson, toEventJson } from '../answers/event-json.js';
import { addressRange } from '../http/requests/address-range.js';
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
  source: z
    .string()
    .max(64)
    .refine((text) => addressRange(text) !== null, { error: 'must be an IP address or a range' })
    .optional()
    .meta({
      description:
        'An IP address, or a range such as `192.0.2.0/24`. A page may then have few events or none before the last.',
    }),
  from: instantText.optional(),
  to: instantText.optional(),
});

/** The most events of one request that its tree has. */
const MAX_CAUSED = 1000;

/** Routes with which auditors search the log. Each search is an event itself. */
export function auditRoutes({ commands, feed, readModels }: RouteDependencies): Route[] {
  const { log } = commands;
  const bound = async (text: string | undefined) =>
    text === undefined ? null : await positionOfInstant(feed, text);

  async function search(filter: AuditFilter, page: AuditPage, source: string | undefined) {
    const isFrom = source === undefined ? null : addressRange(source);
    if (isFrom !== null) return await readModels.readAuditBySource(log, filter, page, isFrom);
    const events = await readModels.readAudit(log, filter, page);
    return { events, next: events.length === page.limit ? (events.at(-1)?.position ?? null) : null };
  }

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
        const { events, next } = await search(filter, { before, limit }, query.source);
        const read = { filter: recordedFilter(query), count: events.length };
        await recordAuditRead(commands, read, causeOf(context, caller));
        const next_cursor = next === null ? null : encodeCursor(next);
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

/** Returns the parameters that a request has. The log must not keep an address that was searched for. */
function recordedFilter(query: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const { source, ...kept } = query;
  const recorded = { ...kept, source: source === undefined ? undefined : 'an address' };
  return Object.fromEntries(
    Object.entries(recorded).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
