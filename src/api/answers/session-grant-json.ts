import { z } from 'zod';
import type { SessionGrant } from '../../commands/steps/session-grant.js';
import type { AccessTokens } from '../../security/tokens/access-tokens.js';

/** A session as its client gets it: at the sign-in, and again with each refresh. */
const signedInJson = z
  .strictObject({
    access_token: z.string(),
    token_type: z.literal('bearer'),
    expires_in: z.int().meta({ description: 'Seconds until the access token expires.' }),
    refresh_token: z
      .string()
      .meta({ description: 'Valid for one refresh, which returns the next refresh token.' }),
    user_id: z.uuid(),
    email: z.string(),
    username: z.string(),
    is_active: z.boolean(),
    is_verified: z.boolean(),
  })
  .meta({ id: 'SignedIn' });

/** A session of which the browser keeps the tokens. */
const signedInByCookieJson = z
  .strictObject({
    ...signedInJson.omit({ access_token: true, refresh_token: true, token_type: true }).shape,
    token_type: z.literal('cookie'),
  })
  .meta({ id: 'SignedInByCookie' });

/** What a sign-in and a refresh answer, as the client wishes. */
export const signInAnswerJson = z.union([signedInJson, signedInByCookieJson]).meta({ id: 'SignInAnswer' });

export const signInAnswers = {
  200: {
    description: 'The tokens of the session and the account.',
    body: signInAnswerJson,
    headers: { 'Set-Cookie': 'The tokens, if the client asked for cookies.' },
  },
};

/** How a client says where it wants the tokens. */
export const byCookieField = z.boolean().optional().meta({
  description: 'Whether to return the tokens as HttpOnly cookies instead of in the body.',
});

/** Issues an access token for a session. */
export async function toSessionGrantJson(
  accessTokens: AccessTokens,
  session: SessionGrant,
  now: Date,
): Promise<z.input<typeof signedInJson>> {
  const { account, refreshToken, ends } = session;
  const { token, lifeSeconds } = await accessTokens.issue(session, ends, now);
  return {
    access_token: token,
    token_type: 'bearer',
    expires_in: lifeSeconds,
    refresh_token: refreshToken,
    user_id: account.id,
    email: account.email,
    username: account.username,
    is_active: account.active,
    is_verified: account.verified,
  };
}
