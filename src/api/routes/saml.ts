import { z } from 'zod';
import { loadConnection, requireUsableConnection } from '../../commands/steps/access/usable-connection.js';
import { signInByAssertion } from '../../commands/saml/sign-in-by-assertion.js';
import { testConnection } from '../../commands/saml/test-connection.js';
import { verifyResponse } from '../../commands/saml/verify-response.js';
import { hasExpired, providerOf } from '../../domain/connection/connection.js';
import { UnknownConnection } from '../../domain/connection/decisions.js';
import { connectionIdSchema } from '../../domain/ids.js';
import type { ConnectionId } from '../../domain/ids.js';
import { SignInRefused } from '../../domain/user/identity-decisions.js';
import { ownMetadata } from '../../security/saml/own-metadata.js';
import { SamlRefused } from '../../security/saml/refusal.js';
import { serviceAddresses } from '../../security/saml/service-provider.js';
import { messageJson } from '../answers/message-json.js';
import { signInAnswerJson } from '../answers/session-grant-json.js';
import { recordRefusal } from '../federation/federation.js';
import { refusedAnswer, signedInAnswer } from '../federation/flow-answers.js';
import { endSamlFlow, isRelayState, redeemTest } from '../federation/saml-flows.js';
import type { SamlFlow } from '../federation/saml-flows.js';
import { samlStartAnswer } from '../federation/saml-start.js';
import { presentedSession } from '../http/authentication/presented-session.js';
import { Problem } from '../http/problems/problem.js';
import { causeOf } from '../http/requests/cause.js';
import { redirectError, redirectTarget } from '../http/requests/redirect-target.js';
import type { Caller, RequestContext } from '../http/requests/request-context.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import type { RouteDependencies } from './dependencies.js';
import { OAUTH_TAG as tag, requireWebTarget, returnFields } from './oauth.js';

const connectionPath = z.strictObject({ connection_id: connectionIdSchema });
const CACHED = { 'Cache-Control': 'public, max-age=3600' };
/** The form of a message with its certificates, in base64. */
export const MAX_MESSAGE_BYTES = 128 * 1024;
/** The label of all connections in the metrics of outcomes: their number has no bound. */
const LABEL = 'saml';

interface Received {
  readonly connectionId: ConnectionId;
  readonly encoded: string;
  readonly context: RequestContext;
  readonly caller: Caller;
}

/** Routes of the SAML service provider, one of each for every connection. */
export function samlRoutes(dependencies: RouteDependencies): Route[] {
  const { commands, oauth, samlMetrics, publicUrl } = dependencies;
  const { log } = commands;

  async function finishFlow(flow: SamlFlow, { connectionId, encoded, context, caller }: Received) {
    const { intent, requestId, returnTo, challenge } = flow;
    const addresses = serviceAddresses(publicUrl, connectionId);
    if (intent.kind === 'test') {
      const { connection } = await loadConnection(log, connectionId);
      const cause = { ...causeOf(context, caller), actor: intent.actor };
      const response = { connection, addresses, requestId, encoded };
      const position = await testConnection({ log, secrets: oauth.secrets }, response, cause);
      return { status: 200, body: { message: 'The connection works.' }, position } as const;
    }
    const active = await requireUsableConnection(log, connectionId).catch(refuseDisabled);
    const response = { connection: active.connection, addresses, requestId, encoded };
    const assertion = await verifyResponse(oauth.secrets, response, context.now);
    if (hasExpired(active.connection, context.now)) samlMetrics.expired();
    // With a redirect, the exchange of the code replaces the session.
    const presented = returnTo === null ? presentedSession(commands, caller, context) : null;
    const cause = causeOf(context, caller);
    const session = await signInByAssertion(commands, active, assertion, presented, cause);
    oauth.recordOutcome(LABEL, 'signed_in');
    const end = { provider: providerOf(connectionId), returnTo, challenge };
    return await signedInAnswer(dependencies, end, session, context.now);
  }

  async function receive(relayState: string, received: Received) {
    const { connectionId, context } = received;
    return await recordRefusal(oauth, LABEL, async () => {
      const browser = context.browser.samlSecret;
      // First, so that a refused response uses its request up as well.
      const flow = await endSamlFlow(oauth.secrets, relayState, connectionId, browser);
      try {
        return await finishFlow(flow, received);
      } catch (error) {
        if (error instanceof SamlRefused) samlMetrics.refused(error.reason);
        const { returnTo, challenge } = flow;
        return await refusedAnswer(oauth, { provider: providerOf(connectionId), returnTo, challenge }, error);
      }
    });
  }

  return [
    defineRoute({
      method: 'get',
      path: '/sso/{connection_id}',
      operation: 'startSso',
      summary: 'Takes the browser to the identity provider of an organisation to sign in.',
      tag,
      auth: 'none',
      showsPages: true,
      refusesHead: true,
      params: connectionPath,
      // Links of others carry parameters such as `utm_source`, which are ignored.
      query: z.object({
        ...returnFields,
        test: z.string().max(64).optional().meta({
          description: 'The secret of a test of the connection. A test starts no session.',
        }),
      }),
      answers: {
        200: { description: 'A page that posts the request to the identity provider.', media: 'text/html' },
        302: {
          description: 'Redirects to the identity provider, or to `return_to` with an `error`.',
          headers: {
            Location: 'The URL of the identity provider or of the front end.',
            'Set-Cookie': 'Binds the sign-in to the browser.',
          },
        },
      },
      refusals: ['unknown_connection', 'connection_incomplete', 'invalid_state'],
      limits: ({ network }) => [['oauth.source', network]],
      async handle({ params, query, context }) {
        const returnTo = redirectTarget(query.return_to, oauth.returnTargets);
        const { code_challenge: challenge = null, test } = query;
        if (returnTo !== null && challenge === null) requireWebTarget(returnTo);
        const id = params.connection_id;
        const { samlSecret } = context.browser;
        try {
          if (test !== undefined) {
            const { connection } = await loadConnection(log, id);
            const intent = await redeemTest(oauth.secrets, test, id);
            const flow = { intent, returnTo: null, challenge: null };
            return await samlStartAnswer(oauth, connection, flow, samlSecret);
          }
          const { connection } = await requireUsableConnection(log, id);
          const flow = { intent: { kind: 'sign-in' as const }, returnTo, challenge };
          return await samlStartAnswer(oauth, connection, flow, samlSecret);
        } catch (error) {
          return redirectError(returnTo, error);
        }
      },
    }),
    defineRoute({
      method: 'get',
      path: '/saml/{connection_id}/metadata',
      operation: 'readSamlMetadata',
      summary: 'Returns the metadata of this service for a connection, for its identity provider.',
      tag,
      auth: 'none',
      params: connectionPath,
      answers: {
        200: {
          description: 'The metadata (SAML 2.0 Metadata §2.4.4).',
          media: 'application/samlmetadata+xml',
          headers: { 'Cache-Control': 'One hour.' },
        },
      },
      refusals: ['unknown_connection'],
      async handle({ params }) {
        const { connection } = await loadConnection(log, params.connection_id);
        const { settings, own, nextKey } = connection;
        const { entityId, acsUrl, sloUrl } = serviceAddresses(publicUrl, connection.id);
        const signsRequests = settings.sign_requests;
        const certificates = [own, ...(nextKey === null ? [] : [nextKey])].map(
          ({ certificate }) => certificate,
        );
        const xml = ownMetadata({ entityId, acsUrl, sloUrl, signsRequests, certificates });
        const content = { media: 'application/samlmetadata+xml', bytes: Buffer.from(xml) } as const;
        return { status: 200, content, headers: CACHED };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/saml/{connection_id}/acs',
      operation: 'finishSso',
      summary: 'Receives the response of the identity provider of an organisation.',
      tag,
      auth: 'optional',
      showsPages: true,
      params: connectionPath,
      body: z.object({ SAMLResponse: z.string().min(1), RelayState: z.string().optional() }),
      form: true,
      anyText: true,
      maxBodyBytes: MAX_MESSAGE_BYTES,
      answers: {
        200: {
          description: 'The tokens of the session, or a confirmation that the test passed.',
          body: z.union([signInAnswerJson, messageJson]).meta({ id: 'SsoAnswer' }),
        },
        302: {
          description:
            'Redirects to the front end with a one-time `code` or an `error`, or to the start of a sign-in.',
          headers: { Location: 'The URL of the front end, or of `/sso/{connection_id}`.' },
        },
      },
      refusals: [
        'invalid_state',
        'malformed_saml',
        'untrustworthy_answer',
        'unknown_connection',
        'connection_incomplete',
        'address_not_of_domain',
        'email_missing',
        'email_taken',
        'account_exists',
        'identity_taken',
        'provider_linked',
        'sign_in_refused',
        'sso_required',
        'registration_lapsed',
        'mfa_required',
      ],
      limits: ({ network }) => [['oauth.source', network]],
      async handle({ params, body, context, caller }) {
        const { SAMLResponse: encoded, RelayState: relayState } = body;
        const connectionId = params.connection_id;
        if (isRelayState(relayState))
          return await receive(relayState, { connectionId, encoded, context, caller });
        const { connection } = await requireUsableConnection(log, connectionId);
        if (!connection.settings.allow_unsolicited)
          throw new Problem('invalid_state', { reason: 'unsolicited' });
        // The response itself starts no session: a stranger could sign somebody in to the stranger's own account.
        return { status: 302, headers: { Location: serviceAddresses(publicUrl, connectionId).startUrl } };
      },
    }),
  ];
}

/** A connection that was disabled during a sign-in refuses it, as a closed account does. */
function refuseDisabled(error: unknown): never {
  throw error instanceof UnknownConnection ? new SignInRefused() : error;
}
