import { authorizationCodeGrant, fetchProtectedResource, fetchUserInfo } from 'openid-client';
import type { AuthorizationCodeGrantChecks, Configuration } from 'openid-client';
import { z } from 'zod';
import type { Connection } from './connection.js';
import type { PlainOAuth } from './provider-definition.js';
import { signedClaims } from './id-token.js';
import type { Claims } from './answers/claim-path.js';
import { parseExactJson } from './answers/exact-json.js';
import { isRejectedClient, statusError } from './provider-errors.js';
import type { ProviderFlow } from './provider.js';
import type { ProviderSettings } from './provider-settings.js';

const profileSchema = z.record(z.string(), z.unknown());
const emailsSchema = z.array(z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() }));

/**
 * Exchanges an authorization code and returns the claims of the ID token. Adds the claims of the UserInfo endpoint if
 * the ID token has no address.
 *
 * @param response the redirect URI with the parameters of the provider
 * @throws UntrustworthyAnswer, and the errors of the libraries
 */
export async function claimsByOpenId(
  { definition, clientId }: ProviderSettings,
  connection: Connection,
  response: URL,
  flow: ProviderFlow,
): Promise<Claims> {
  const { config } = connection;
  const tokens = await exchangeCode(connection, response, flow, {
    expectedNonce: flow.nonce,
    idTokenExpected: true,
  });
  const signed = await signedClaims(connection, tokens.id_token ?? '', [clientId]);
  const { iss, sub } = signed;
  const { email, emailVerified } = definition.claims;
  const hasUserInfo = config.serverMetadata().userinfo_endpoint !== undefined;
  if (email in signed || !hasUserInfo || typeof sub !== 'string') return signed;
  const userInfo = await fetchUserInfo(config, tokens.access_token, sub);
  // The verification claim of the ID token must not apply to the address of the UserInfo response.
  return { ...signed, ...(emailVerified !== null && { [emailVerified]: undefined }), ...userInfo, iss };
}

/**
 * Exchanges an authorization code of a plain OAuth provider and returns the profile as claims.
 *
 * @param response the redirect URI with the parameters of the provider
 * @throws UntrustworthyAnswer, ProviderUnavailable, and the errors of the libraries
 */
export async function claimsByProfile(
  { profileEndpoint, emailsEndpoint }: PlainOAuth,
  connection: Connection,
  response: URL,
  flow: ProviderFlow,
): Promise<Claims> {
  const { config } = connection;
  const { access_token: token } = await exchangeCode(connection, response, flow, {});
  const profile = profileSchema.parse(await fetchJson(config, token, profileEndpoint));
  if (emailsEndpoint === undefined) return profile;
  const emails = emailsSchema.parse(await fetchJson(config, token, emailsEndpoint));
  return { ...profile, ...(emails.find(({ primary }) => primary) ?? { email: null }) };
}

/**
 * Exchanges an authorization code. Retries once with the other form of client authentication if the server rejects the
 * client: it has not used the code then.
 */
async function exchangeCode(
  { config, authentication }: Connection,
  response: URL,
  { state, verifier }: ProviderFlow,
  checks: AuthorizationCodeGrantChecks,
): Promise<Awaited<ReturnType<typeof authorizationCodeGrant>>> {
  const exchange = () =>
    authorizationCodeGrant(config, response, {
      ...checks,
      expectedState: state,
      pkceCodeVerifier: verifier,
    });
  const form = authentication.form();
  try {
    return await exchange();
  } catch (error) {
    if (!isRejectedClient(error) || !authentication.leave(form)) throw error;
  }
  return await exchange();
}

async function fetchJson(config: Configuration, token: string, endpoint: string): Promise<unknown> {
  const headers = new Headers({ accept: 'application/json' });
  const response = await fetchProtectedResource(config, token, new URL(endpoint), 'GET', undefined, headers);
  if (!response.ok) throw statusError(response.status, 'no_profile');
  return parseExactJson(await response.text());
}
