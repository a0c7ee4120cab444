import { authorizationCodeGrant, fetchProtectedResource, fetchUserInfo } from 'openid-client';
import type { Configuration } from 'openid-client';
import { z } from 'zod';
import type { Connection } from './connection.js';
import type { PlainOAuth } from './provider-definition.js';
import { signedClaims } from './id-token.js';
import type { Claims } from './identity.js';
import { statusError } from './provider-errors.js';
import type { ProviderFlow } from './provider.js';
import type { ProviderSettings } from './provider-settings.js';

const profileSchema = z.record(z.string(), z.unknown());
const emailsSchema = z.array(z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() }));

/**
 * What a provider says by OpenID Connect of who has come back with a code: in the ID token, and else where it is asked
 * about users.
 *
 * @param answer the redirect URI with what the provider has added to it
 * @throws UntrustworthyAnswer and what the libraries throw
 */
export async function claimsByOpenId(
  { definition, clientId }: ProviderSettings,
  connection: Connection,
  answer: URL,
  flow: ProviderFlow,
): Promise<Claims> {
  const { config } = connection;
  const tokens = await authorizationCodeGrant(config, answer, {
    expectedState: flow.state,
    expectedNonce: flow.nonce,
    pkceCodeVerifier: flow.verifier,
    idTokenExpected: true,
  });
  const signed = await signedClaims(connection, tokens.id_token ?? '', [clientId]);
  const { iss, sub } = signed;
  const { email, emailVerified } = definition.claims;
  const elsewhere = config.serverMetadata().userinfo_endpoint !== undefined;
  if (email in signed || !elsewhere || typeof sub !== 'string') return signed;
  const userInfo = await fetchUserInfo(config, tokens.access_token, sub);
  // An address counts as verified only where it stands.
  return { ...signed, ...(emailVerified !== null && { [emailVerified]: undefined }), ...userInfo, iss };
}

/**
 * What a provider says by plain OAuth of who has come back with a code.
 *
 * @param answer the redirect URI with what the provider has added to it
 * @throws UntrustworthyAnswer, ProviderUnavailable, and what the libraries throw
 */
export async function claimsByProfile(
  { profileEndpoint, emailsEndpoint }: PlainOAuth,
  { config }: Connection,
  answer: URL,
  flow: ProviderFlow,
): Promise<Claims> {
  const { access_token: token } = await authorizationCodeGrant(config, answer, {
    expectedState: flow.state,
    pkceCodeVerifier: flow.verifier,
  });
  const profile = profileSchema.parse(await ask(config, token, profileEndpoint));
  if (emailsEndpoint === undefined) return profile;
  const emails = emailsSchema.parse(await ask(config, token, emailsEndpoint));
  return { ...profile, ...(emails.find(({ primary }) => primary) ?? { email: null }) };
}

async function ask(config: Configuration, token: string, endpoint: string): Promise<unknown> {
  const headers = new Headers({ accept: 'application/json' });
  const response = await fetchProtectedResource(config, token, new URL(endpoint), 'GET', undefined, headers);
  if (!response.ok) throw statusError(response.status, 'no_profile');
  return await response.json();
}
