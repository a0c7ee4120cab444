import type { z } from 'zod';
import { addConnection } from '../../commands/connections/add-connection.js';
import { changeConnection } from '../../commands/connections/change-connection.js';
import type { ChangedConnection } from '../../commands/connections/change-connection.js';
import { addConnectionInput, changeConnectionInput } from '../../commands/connections/connection-inputs.js';
import { connectionAt } from '../../domain/connection/connection.js';
import type { OpenConnection } from '../../domain/connection/connection.js';
import * as decisions from '../../domain/connection/decisions.js';
import { connectionIdSchema } from '../../domain/ids.js';
import type { OrganizationId } from '../../domain/ids.js';
import { requireMappable } from '../../domain/organization/role-assignment.js';
import { loadState } from '../../eventstore/folding/load-state.js';
import { START } from '../../eventstore/port.js';
import { connectionJson, connectionPageJson, toConnectionJson } from '../answers/connection-json.js';
import { messageJson } from '../answers/message-json.js';
import { requireRecentProof } from '../http/authentication/administrators.js';
import { causeOf } from '../http/requests/cause.js';
import { decodeCursor, encodeCursor, pageQuery } from '../http/requests/cursor.js';
import { positionText } from '../http/requests/position.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import type { RouteDependencies } from './dependencies.js';
import { organizationPath } from './organizations.js';

const tag = 'Organisations';
const listPath = '/v1/organizations/{organization_id}/connections';
export const connectionPath = `${listPath}/{connection_id}` as const;
export const connectionParams = organizationPath.extend({ connection_id: connectionIdSchema });
export const connectionAnswers = { 200: { description: 'The connection.', body: connectionJson } };
/** The problems of every change of a connection. */
export const changeRefusals = [
  'unknown_connection',
  'exceeds_own_permissions',
  'reauthentication_required',
] as const;

/** Returns the ids in the path of a connection. */
export function idsIn({
  connection_id: id,
  organization_id: organizationId,
}: z.output<typeof connectionParams>) {
  return { id, organizationId };
}

/**
 * Returns the answer of a command about a connection.
 *
 * @throws UnknownConnection a repeat of the request comes after the removal of the connection
 */
export function connectionAnswer(
  { connection, position }: ChangedConnection,
  organizationId: OrganizationId,
  { publicUrl }: Pick<RouteDependencies, 'publicUrl'>,
  now: Date,
) {
  const open = decisions.requireConnection(connection, organizationId);
  const body = toConnectionJson(open, publicUrl, now);
  return { status: 200, body, position, revision: open.revision } as const;
}

/** Routes for the connections of an organisation to its identity providers. */
export function connectionRoutes(dependencies: RouteDependencies): Route[] {
  const { commands, readModels, publicUrl } = dependencies;
  const { log } = commands;
  return [
    defineRoute({
      method: 'get',
      path: listPath,
      operation: 'listConnections',
      summary: 'Lists the connections of an organisation, in the order in which they were added.',
      tag,
      auth: 'member',
      permission: 'connections:read',
      params: organizationPath,
      query: pageQuery,
      answers: { 200: { description: 'A page of connections.', body: connectionPageJson } },
      refusals: ['invalid_cursor'],
      async handle({ params, query, context }) {
        const after = query.cursor === undefined ? START : decodeCursor(query.cursor, positionText);
        const page = { after, limit: query.limit };
        const { ids, next } = await readModels.listConnections(params.organization_id, page);
        const listed = await Promise.all(ids.map(async (id) => loadState(log, connectionAt(id))));
        const items = listed.flatMap((one) =>
          one.status === 'open' ? [toConnectionJson(one, publicUrl, context.now)] : [],
        );
        return { status: 200, body: { items, next_cursor: next === null ? null : encodeCursor(next) } };
      },
    }),
    defineRoute({
      method: 'post',
      path: listPath,
      operation: 'addConnection',
      summary: 'Adds a connection. Its addresses are for the identity provider, which is described next.',
      tag,
      auth: 'member',
      permission: 'connections:write',
      params: organizationPath,
      body: addConnectionInput,
      answers: { 201: { description: 'The connection.', body: connectionJson } },
      refusals: ['exceeds_own_permissions', 'reauthentication_required'],
      async handle({ params, body, context, caller }) {
        await requireRecentProof(commands, caller, context.now);
        const added = { organizationId: params.organization_id, name: body.name };
        const changed = await addConnection(commands, added, caller, causeOf(context, caller));
        const answer = connectionAnswer(changed, params.organization_id, dependencies, context.now);
        return { ...answer, status: 201 };
      },
    }),
    defineRoute({
      method: 'get',
      path: connectionPath,
      operation: 'readConnection',
      summary: 'Returns one connection.',
      tag,
      auth: 'member',
      permission: 'connections:read',
      params: connectionParams,
      answers: connectionAnswers,
      refusals: ['unknown_connection'],
      async handle({ params, context }) {
        const connection = await loadState(log, connectionAt(params.connection_id));
        const found = { connection, position: null };
        return connectionAnswer(found, params.organization_id, dependencies, context.now);
      },
    }),
    defineRoute({
      method: 'patch',
      path: connectionPath,
      operation: 'changeConnection',
      summary: 'Describes the identity provider of a connection, and changes its settings.',
      tag,
      auth: 'member',
      permission: 'connections:write',
      params: connectionParams,
      body: changeConnectionInput,
      ifMatch: true,
      answers: connectionAnswers,
      refusals: ['unknown_role', 'built_in', ...changeRefusals],
      async handle({ params, body, context, caller, ifMatch }) {
        await requireRecentProof(commands, caller, context.now);
        const ids = idsIn(params);
        const change = changeIn(body);
        const cause = causeOf(context, caller);
        const changed = await changeConnection(commands, ids, caller, cause, (connection, power) => {
          const before = decisions.requireConnection(connection, ids.organizationId, ifMatch);
          requireMappable(power.roles, mappedRoles(before, change), power.authority);
          return decisions.changeConnection(before, change);
        });
        return connectionAnswer(changed, ids.organizationId, dependencies, context.now);
      },
    }),
    defineRoute({
      method: 'delete',
      path: connectionPath,
      operation: 'removeConnection',
      summary: 'Removes a connection for good. Sessions that began with it go on.',
      tag,
      auth: 'member',
      permission: 'connections:write',
      params: connectionParams,
      ifMatch: true,
      answers: { 200: { description: 'The connection is removed.', body: messageJson } },
      refusals: changeRefusals,
      async handle({ params, context, caller, ifMatch }) {
        await requireRecentProof(commands, caller, context.now);
        const ids = idsIn(params);
        const cause = causeOf(context, caller);
        const { position } = await changeConnection(commands, ids, caller, cause, (before) =>
          decisions.removeConnection(decisions.requireConnection(before, ids.organizationId, ifMatch)),
        );
        return { status: 200, body: { message: 'The connection is removed.' }, position };
      },
    }),
  ];
}

/** Returns the change that a body describes. Absent fields stay as they are. */
/** Returns the ids of the roles that the identity provider gives after a change. */
function mappedRoles(
  { settings: before }: OpenConnection,
  { settings }: decisions.ConnectionChange,
): string[] {
  const mapping = settings.role_mapping === undefined ? before.role_mapping : settings.role_mapping;
  return mapping?.roles.map(({ role_id: id }) => id) ?? [];
}

function changeIn(body: z.output<typeof changeConnectionInput>): decisions.ConnectionChange {
  const { name, entity_id: entityId, sso_url: ssoUrl, slo_url: sloUrl, ...settings } = body;
  return { name, provider: { entityId, ssoUrl, sloUrl }, settings };
}
