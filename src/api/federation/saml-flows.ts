import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { ConnectionId } from '../../domain/ids.js';
import { connectionIdSchema } from '../../domain/ids.js';
import type { OneTimeSecrets } from '../../security/request-stores/one-time-secrets.js';
import { Problem } from '../http/problems/problem.js';
import { sha256 } from './flows.js';

/** The purpose of a flow: to sign in, or to try the connection for its administrator. */
const intent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('sign-in') }),
  z.object({ kind: z.literal('test'), actor: z.string() }),
]);

const flow = z.object({
  connectionId: connectionIdSchema,
  intent,
  /** The id of the request, which the response must name. */
  requestId: z.string(),
  /** The URL that the browser returns to, or null to answer the browser directly. */
  returnTo: z.string().nullable(),
  /** The PKCE challenge of the front end (RFC 7636 §4.2), or null. */
  challenge: z.string().nullable(),
  /** The SHA-256 hash of the browser secret. */
  browser: z.string(),
});
export type SamlFlow = z.output<typeof flow>;

const test = z.object({ connectionId: connectionIdSchema, actor: z.string() });

/** The longest time between the start and the end of a flow, and from the issue of a test to its start. */
const FLOW_MS = 10 * 60_000;
export const TEST_SECONDS = FLOW_MS / 1000;
const REQUEST_ID_BYTES = 16;
/** A secret of this service. An identity provider that begins on its own sends other values, or none. */
const RELAY_STATE = /^[A-Za-z0-9_-]{43}$/;

type NewFlow = Pick<SamlFlow, 'connectionId' | 'intent' | 'returnTo' | 'challenge'>;

/** Tells whether a relay state may name a flow of this service. */
export function isRelayState(text: string | undefined): text is string {
  return text !== undefined && RELAY_STATE.test(text);
}

/** Starts a flow that is bound to the connection and to the browser. */
export async function startSamlFlow(
  secrets: OneTimeSecrets,
  request: NewFlow,
  browser: string,
): Promise<{ readonly requestId: string; readonly relayState: string }> {
  const requestId = `_${randomBytes(REQUEST_ID_BYTES).toString('hex')}`;
  const started: SamlFlow = { ...request, requestId, browser: sha256(browser) };
  return { requestId, relayState: await secrets.issue('saml request', started, FLOW_MS) };
}

/**
 * Ends a flow. Its relay state is valid once.
 *
 * @throws Problem invalid_state: it is unknown, used, expired, or of another browser or connection
 */
export async function endSamlFlow(
  secrets: OneTimeSecrets,
  relayState: string,
  connectionId: ConnectionId,
  browser: string | null,
): Promise<SamlFlow> {
  const { data } = flow.safeParse(await secrets.redeem('saml request', relayState));
  const isOwn = browser !== null && data?.browser === sha256(browser);
  if (data?.connectionId !== connectionId || !isOwn)
    throw new Problem('invalid_state', browser === null ? { reason: 'no_cookie' } : {});
  return data;
}

/** Issues the secret with which a browser starts the test of a connection. */
export async function issueTest(
  secrets: OneTimeSecrets,
  connectionId: ConnectionId,
  actor: string,
): Promise<string> {
  return await secrets.issue('saml test', { connectionId, actor }, FLOW_MS);
}

/**
 * Redeems the secret of a test.
 *
 * @throws Problem invalid_state
 */
export async function redeemTest(
  secrets: OneTimeSecrets,
  secret: string,
  connectionId: ConnectionId,
): Promise<SamlFlow['intent']> {
  const { data } = test.safeParse(await secrets.redeem('saml test', secret));
  if (data?.connectionId !== connectionId) throw new Problem('invalid_state');
  return { kind: 'test', actor: data.actor };
}
