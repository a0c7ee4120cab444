import { z } from 'zod';
import { endProviderSessions } from '../../commands/saml/end-provider-sessions.js';
import { keysOf } from '../../commands/saml/verify-response.js';
import { loadConnection } from '../../commands/steps/access/usable-connection.js';
import type { OpenConnection } from '../../domain/connection/connection.js';
import { ConnectionIncomplete } from '../../domain/connection/decisions.js';
import { connectionIdSchema } from '../../domain/ids.js';
import type { SessionId, UserId } from '../../domain/ids.js';
import type { Position } from '../../eventstore/port.js';
import { arrivedByForm, arrivedByRedirect } from '../../security/saml/logout/arrived-message.js';
import type { ArrivedMessage } from '../../security/saml/logout/arrived-message.js';
import { checkLogoutRequest, checkLogoutResponse } from '../../security/saml/logout/check-logout.js';
import type { CheckedLogout } from '../../security/saml/logout/check-logout.js';
import { logoutResponse } from '../../security/saml/logout/logout-messages.js';
import { formFields, redirectUrl } from '../../security/saml/logout/sent-message.js';
import { SamlRefused } from '../../security/saml/refusal.js';
import { serviceAddresses } from '../../security/saml/service-provider.js';
import { postFormAnswer } from '../federation/post-form.js';
import { endLogout } from '../federation/saml-logout.js';
import { causeOf } from '../http/requests/cause.js';
import { redirect, redirectError } from '../http/requests/redirect-target.js';
import type { RequestContext } from '../http/requests/request-context.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import type { RouteDependencies } from './dependencies.js';
import { OAUTH_TAG as tag } from './oauth.js';
import { MAX_MESSAGE_BYTES } from './saml.js';

/** The sessions that are read at once. */
const PAGE = 100;

const redirected = {
  description: 'Redirects to the identity provider with a signed answer, or to the end of a sign-out.',
  headers: { Location: 'The URL of the identity provider, of the front end, or of the sign-in page.' },
};

interface Arrived {
  readonly connection: OpenConnection;
  readonly message: ArrivedMessage;
  readonly context: RequestContext;
}

/** Routes by which the identity provider of an organisation ends sessions, and answers a sign-out (Profiles §4.4). */
export function samlLogoutRoutes(dependencies: RouteDependencies): Route[] {
  const { commands, oauth, readModels, samlMetrics, publicUrl } = dependencies;
  const { log } = commands;

  async function counted<Result>(work: () => Result | Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof SamlRefused) samlMetrics.refused(error.reason);
      throw error;
    }
  }

  function expectedOf({ connection, context }: Arrived) {
    const { entityId: idpEntityId } = connection.provider;
    if (idpEntityId === null) throw new ConnectionIncomplete();
    const { sloUrl } = serviceAddresses(publicUrl, connection.id);
    return { idpEntityId, sloUrl, keys: keysOf(connection), now: context.now };
  }

  /** Verifies a request, and uses its id up. */
  async function verifyRequest(arrived: Arrived): Promise<CheckedLogout> {
    const { connection, message, context } = arrived;
    const request = await checkLogoutRequest(message, expectedOf(arrived));
    const lifeMs = request.spentUntil.getTime() - context.now.getTime();
    if (!(await oauth.secrets.spend('saml logout', `${connection.id} ${request.id}`, lifeMs)))
      throw new SamlRefused('replay');
    return request;
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

  /** Ends the sessions that a request names. Returns the answer to it. */
  async function endSessions(arrived: Arrived) {
    const { connection, context } = arrived;
    const { sloUrl } = connection.provider;
    if (sloUrl === null) throw new ConnectionIncomplete();
    const { now } = context;
    const request = await counted(() => verifyRequest(arrived));
    const parts = { ...commands, findSessions: (userId: UserId) => findSessions(userId, now) };
    const { nameId, sessionIndexes: indexes, relayState } = request;
    const ended = { connectionId: connection.id, name: nameId.value, indexes };
    const position = await endProviderSessions(parts, ended, causeOf(context, { kind: 'anonymous' }));
    const { entityId } = serviceAddresses(publicUrl, connection.id);
    const xml = logoutResponse({ entityId, sloUrl, now }, request.id);
    const answer = { kind: 'SAMLResponse', xml, relayState } as const;
    return { sloUrl, answer, signingKey: connection.own.privateKey, position };
  }

  /** Ends a sign-out that began here, after the identity provider has ended its session. */
  async function finishSignOut(arrived: Arrived) {
    const { connection, message } = arrived;
    const { requestId, returnTo } = await endLogout(oauth.secrets, message.relayState, connection.id);
    try {
      await counted(() => checkLogoutResponse(message, { ...expectedOf(arrived), requestId }));
    } catch (error) {
      return redirectError(returnTo, error);
    }
    return redirect(returnTo ?? `${publicUrl}/sign-in`, {});
  }

  const shared = {
    path: '/saml/{connection_id}/slo',
    tag,
    auth: 'none',
    showsPages: true,
    params: z.strictObject({ connection_id: connectionIdSchema }),
    refusals: [
      'malformed_saml',
      'untrustworthy_answer',
      'body_too_large',
      'unknown_connection',
      'connection_incomplete',
      'invalid_state',
    ],
    limits: ({ network }: { readonly network: string }) => [['oauth.source', network] as const],
  } as const;

  return [
    defineRoute({
      ...shared,
      method: 'get',
      operation: 'endSso',
      summary: 'Receives a logout message of the identity provider of an organisation.',
      refusesHead: true,
      answers: { 302: redirected },
      async handle({ params, context }) {
        const { connection } = await loadConnection(log, params.connection_id);
        const message = await counted(() => arrivedByRedirect(context.rawQuery));
        const arrived = { connection, message, context };
        if (message.kind === 'SAMLResponse') return await finishSignOut(arrived);
        const { sloUrl, answer, signingKey, position } = await endSessions(arrived);
        const headers = { Location: redirectUrl(sloUrl, answer, signingKey) };
        return { status: 302, headers, position };
      },
    }),
    defineRoute({
      ...shared,
      method: 'post',
      operation: 'endSsoByForm',
      summary: 'Receives a logout message of the identity provider of an organisation as a form.',
      body: z.object({
        SAMLRequest: z.string().min(1).optional(),
        SAMLResponse: z.string().min(1).optional(),
        RelayState: z.string().optional(),
      }),
      form: true,
      anyText: true,
      maxBodyBytes: MAX_MESSAGE_BYTES,
      answers: {
        200: { description: 'A page that posts the answer to the identity provider.', media: 'text/html' },
        302: redirected,
      },
      async handle({ params, body, context }) {
        const { connection } = await loadConnection(log, params.connection_id);
        const message = await counted(() => arrivedByForm(body));
        const arrived = { connection, message, context };
        if (message.kind === 'SAMLResponse') return await finishSignOut(arrived);
        const { sloUrl, answer, signingKey, position } = await endSessions(arrived);
        const fields = await formFields(answer, signingKey);
        return { ...postFormAnswer(publicUrl, sloUrl, fields), position };
      },
    }),
  ];
}
