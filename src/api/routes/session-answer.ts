import type { SignedIn } from '../../commands/signed-in.js';
import type { Answer } from '../route.js';
import { givingCookies } from '../session-cookies.js';
import type { RouteDependencies } from './dependencies.js';
import { toSignedInJson } from './signed-in-json.js';

/** Answers with the tokens of a session: in the body, or in cookies that the browser keeps. */
export async function sessionAnswer(
  { accessTokens, commands }: Pick<RouteDependencies, 'accessTokens' | 'commands'>,
  session: SignedIn,
  byCookie: boolean,
  now: Date,
): Promise<Answer> {
  const json = await toSignedInJson(accessTokens, session, now);
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
