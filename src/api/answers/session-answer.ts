import type { SessionGrant } from '../../commands/steps/session-grant.js';
import type { Answer } from '../http/route.js';
import { givingCookies } from '../http/authentication/session-cookies.js';
import type { RouteDependencies } from '../routes/dependencies.js';
import { toSessionGrantJson } from './session-grant-json.js';

/** Answers with the tokens of a session: in the body, or in cookies that the browser keeps. */
export async function sessionAnswer(
  { accessTokens, commands }: Pick<RouteDependencies, 'accessTokens' | 'commands'>,
  session: SessionGrant,
  byCookie: boolean,
  now: Date,
): Promise<Answer> {
  const json = await toSessionGrantJson(accessTokens, session, now);
  const { position, userId: user } = session;
  if (!byCookie) return { status: 200, body: json, position, user };
  const { access_token: access, refresh_token: refresh, ...rest } = json;
  const lives = { accessMs: json.expires_in * 1000, refreshMs: commands.rules.refreshIdleTtlMs };
  return {
    status: 200,
    body: { ...rest, token_type: 'cookie' },
    position,
    user,
    headers: givingCookies({ access, refresh }, lives),
  };
}
