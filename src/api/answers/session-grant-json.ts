import { z } from 'zod';
import type { SessionGrant } from '../../commands/steps/session-grant.js';
import { enrolmentDueAt } from '../../domain/policies/still-owed.js';
import type { FactorRules } from '../../domain/policies/still-owed.js';
import type { AccessTokens } from '../../security/tokens/access-tokens.js';

/** A session after a sign-in or a refresh. */
const sessionGrantJson = z
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
    mfa_due_at: z.iso.datetime().optional().meta({
      description: 'Only until then, the account may sign in without a second factor.',
    }),
    device_token: z.string().optional().meta({
      description: 'Only after `trust_device`: replaces the second factor at the next sign-ins by password.',
    }),
  })
  .meta({ id: 'SignedIn' });

/** A session with its tokens in cookies. */
const cookieSessionGrantJson = z
  .strictObject({
    ...sessionGrantJson.omit({
      access_token: true,
      refresh_token: true,
      token_type: true,
      device_token: true,
    }).shape,
    token_type: z.literal('cookie'),
    cookie_warning: z
      .string()
      .optional()
      .meta({ description: 'The reason why browsers discard the cookies, if they do. Never in production.' }),
  })
  .meta({ id: 'SignedInByCookie' });

/** The body of a sign-in or a refresh. The client chooses one of the two forms. */
export const signInAnswerJson = z
  .union([sessionGrantJson, cookieSessionGrantJson])
  .meta({ id: 'SignInAnswer' });

export const signInAnswers = {
  200: {
    description: 'The tokens of the session and the account.',
    body: signInAnswerJson,
    headers: { 'Set-Cookie': 'The tokens, if the client asked for cookies.' },
  },
};

/** The field in which a client asks for cookies. */
export const byCookieField = z.boolean().optional().meta({
  description: 'Whether to return the tokens as HttpOnly cookies instead of in the body.',
});

/** Issues an access token for a session and returns both tokens. */
export async function toSessionGrantJson(
  accessTokens: Pick<AccessTokens, 'issue'>,
  session: SessionGrant,
  rules: FactorRules,
): Promise<z.input<typeof sessionGrantJson>> {
  const { account, amr, refreshToken, ends } = session;
  const due = enrolmentDueAt(account, amr, rules);
  const { token, lifeSeconds } = await accessTokens.issue(session, ends, rules.now);
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
    ...(due !== null && { mfa_due_at: due.toISOString() }),
  };
}
