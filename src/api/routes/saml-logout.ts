import { z } from 'zod';
import { endProviderSessions } from '../../commands/saml/end-provider-sessions.js';
import { keysOf } from '../../commands/saml/verify-response.js';
import { loadConnection } from '../../commands/steps/access/usable-connection.js';
import type { OpenConnection } from '../../domain/connection/connection.js';
import { ConnectionIncomplete } from '../../domain/connection/decisions.js';
import { connectionIdSchema } from '../../domain/ids.js';
import type { SessionId, UserId } from '../../domain/ids.js';
import type { Position } from '../../eventstore/port.js';
import { checkLogoutRequest } from '../../security/saml/check-logout.js';
import type { CheckedLogout } from '../../security/saml/check-logout.js';
import { logoutResponseUrl } from '../../security/saml/logout-response.js';
import { SamlRefused } from '../../security/saml/refusal.js';
import { serviceAddresses } from '../../security/saml/service-provider.js';
import { causeOf } from '../http/requests/cause.js';
import type { RequestContext } from '../http/requests/request-context.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import type { RouteDependencies } from './dependencies.js';
import { OAUTH_TAG as tag } from './oauth.js';

/** The sessions that are read at once. */
const PAGE = 100;

/** The route by which the identity provider of an organisation ends sessions (Profiles §4.4). */
export function samlLogoutRoutes(dependencies: RouteDependencies): Route[] {
  const { commands, oauth, readModels, countSamlRefusal, publicUrl } = dependencies;
  const { log } = commands;

  /** Verifies the request in a query, and uses its id up. */
  async function verify(
    connection: OpenConnection,
    { rawQuery, now }: RequestContext,
  ): Promise<CheckedLogout> {
    const { entityId: idpEntityId } = connection.provider;
    if (idpEntityId === null) throw new ConnectionIncomplete();
    const { sloUrl } = serviceAddresses(publicUrl, connection.id);
    try {
      const expected = { idpEntityId, sloUrl, keys: keysOf(connection), now };
      const request = await checkLogoutRequest(rawQuery, expected);
      const lifeMs = request.spentUntil.getTime() - now.getTime();
      if (!(await oauth.secrets.spend('saml logout', `${connection.id} ${request.id}`, lifeMs)))
        throw new SamlRefused('replay');
      return request;
    } catch (error) {
      if (error instanceof SamlRefused) countSamlRefusal(error.reason);
      throw error;
    }
  }

  async function findSessions(userId: UserId, now: Date): Promise<SessionId[]> {
    const found: SessionId[] = [];
    const since = new Date(now.getTime() - commands.rules.refreshTtlMs);
    for (let before: Position | null = null; ;) {
      const page = { before, limit: PAGE, since, now };
      const { sessions, next } = await readModels.readOpenSessions(log, userId, page);
      found.push(...sessions.map(({ id }) => id));
      if (next === null) return found;
      before = next;
    }
  }

  return [
    defineRoute({
      method: 'get',
      path: '/saml/{connection_id}/slo',
      operation: 'endSso',
      summary: 'Receives a logout request of the identity provider of an organisation.',
      tag,
      auth: 'none',
      showsPages: true,
      refusesHead: true,
      params: z.strictObject({ connection_id: connectionIdSchema }),
      answers: {
        302: {
          description: 'Redirects to the identity provider with a signed answer.',
          headers: { Location: 'The URL of the identity provider.' },
        },
      },
      refusals: [
        'malformed_saml',
        'untrustworthy_answer',
        'body_too_large',
        'unknown_connection',
        'connection_incomplete',
      ],
      limits: ({ network }) => [['oauth.source', network]],
      async handle({ params, context, caller }) {
        const { connection } = await loadConnection(log, params.connection_id);
        const { sloUrl } = connection.provider;
        if (sloUrl === null) throw new ConnectionIncomplete();
        const request = await verify(connection, context);
        const parts = { ...commands, findSessions: (userId: UserId) => findSessions(userId, context.now) };
        const { id: requestId, nameId, sessionIndexes: indexes, relayState } = request;
        const ended = { connectionId: connection.id, name: nameId.value, indexes };
        const position = await endProviderSessions(parts, ended, causeOf(context, caller));
        const { entityId } = serviceAddresses(publicUrl, connection.id);
        const signingKey = connection.own.privateKey;
        const answer = { entityId, sloUrl, requestId, relayState, signingKey, now: context.now };
        return { status: 302, headers: { Location: logoutResponseUrl(answer) }, position };
      },
    }),
  ];
}
