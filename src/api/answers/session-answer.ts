import type { z } from 'zod';
import { factorRules } from '../../commands/steps/factor-rules.js';
import type { SessionGrant } from '../../commands/steps/session-grant.js';
import type { Position } from '../../eventstore/port.js';
import { deviceCookie } from '../http/authentication/device-cookie.js';
import { setSessionCookies } from '../http/authentication/session-cookies.js';
import type { AnswerHeaders } from '../http/answer.js';
import type { RouteDependencies } from '../routes/dependencies.js';
import { toSessionGrantJson } from './session-grant-json.js';
import type { signInAnswerJson } from './session-grant-json.js';

interface SessionAnswer {
  readonly status: 200;
  readonly body: z.input<typeof signInAnswerJson>;
  readonly position: Position | null;
  readonly user: string;
  readonly headers?: AnswerHeaders;
}

/** Answers with the tokens of a session, in the body or in cookies. */
export async function sessionAnswer(
  { accessTokens, commands, cookies }: Pick<RouteDependencies, 'accessTokens' | 'commands' | 'cookies'>,
  session: SessionGrant,
  byCookie: boolean,
  now: Date,
): Promise<SessionAnswer> {
  const json = await toSessionGrantJson(accessTokens, session, factorRules(commands, now));
  const { position, userId: user } = session;
  if (!byCookie) return { status: 200, body: json, position, user };
  const { access_token: access, refresh_token: refresh, ...rest } = json;
  const lives = { accessMs: json.expires_in * 1000, refreshMs: commands.rules.refreshIdleTtlMs };
  return {
    status: 200,
    body: {
      ...rest,
      token_type: 'cookie',
      ...(cookies.warning !== null && { cookie_warning: cookies.warning }),
    },
    position,
    user,
    headers: setSessionCookies({ access, refresh }, lives, cookies),
  };
}

/** Adds the token of a trusted device to an answer, as a cookie if the answer has its tokens in cookies. */
export function withDeviceToken(
  answer: SessionAnswer,
  token: string,
  { commands, cookies }: Pick<RouteDependencies, 'commands' | 'cookies'>,
): SessionAnswer {
  const { body, headers = {} } = answer;
  if (body.token_type !== 'cookie') return { ...answer, body: { ...body, device_token: token } };
  const cookie = deviceCookie(token, commands.rules.trustedDeviceTtlMs, cookies);
  return { ...answer, headers: { ...headers, 'Set-Cookie': [headers['Set-Cookie'] ?? [], cookie].flat() } };
}
