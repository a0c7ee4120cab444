import { z } from 'zod';
import { signOutElsewhere } from '../../commands/sessions/sign-out-elsewhere.js';
import { signOutEverywhere, signOutEverywhereInput } from '../../commands/sessions/sign-out-everywhere.js';
import { signOut } from '../../commands/sessions/sign-out.js';
import { sessionIdSchema, userIdSchema } from '../../domain/ids.js';
import type { SessionId, UserId } from '../../domain/ids.js';
import { UnknownUser } from '../../domain/user/decisions.js';
import { decodeCursor, encodeCursor, pageQuery } from '../http/requests/cursor.js';
import { positionText } from '../http/requests/position.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import { clearedCookieHeaders, clearSessionCookies } from '../http/authentication/session-cookies.js';
import { causeOf } from '../http/requests/cause.js';
import type { RouteDependencies } from './dependencies.js';
import { messageJson } from '../answers/message-json.js';
import { sessionPageJson, toSessionJson } from '../answers/session-json.js';
import { instantText, parseInstant } from '../past/instant.js';
import { pastSessionPageJson, readPastSessions } from '../past/past-sessions.js';

const tag = 'Sessions';
/** The sessions now, or as they were. */
const sessionsAtTimeJson = z.union([sessionPageJson, pastSessionPageJson]).meta({ id: 'SessionsAtTime' });
const userPath = z.strictObject({ user_id: userIdSchema });

/** Routes that list and end sessions, for their user and for services. */
export function sessionRoutes(dependencies: RouteDependencies): Route[] {
  const { commands, cookies, findUser, readModels } = dependencies;

  async function page(
    userId: UserId,
    query: z.output<typeof pageQuery>,
    now: Date,
    current: SessionId | null,
  ) {
    const before = query.cursor === undefined ? null : decodeCursor(query.cursor, positionText);
    const since = new Date(now.getTime() - commands.rules.refreshTtlMs);
    const read = { before, limit: query.limit, since, now };
    const { sessions, next } = await readModels.readOpenSessions(commands.log, userId, read);
    return {
      items: sessions.map((session) => toSessionJson(session, current)),
      next_cursor: next === null ? null : encodeCursor(next),
    };
  }

  return [
    defineRoute({
      method: 'get',
      path: '/auth/sessions',
      operation: 'listSessions',
      summary: 'Lists the active sessions of the caller, newest first.',
      tag,
      auth: 'user',
      query: pageQuery,
      answers: { 200: { description: 'A page of active sessions.', body: sessionPageJson } },
      refusals: ['invalid_cursor'],
      async handle({ query, context, caller }) {
        return { status: 200, body: await page(caller.userId, query, context.now, caller.sessionId) };
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/auth/sessions',
      operation: 'signOutElsewhere',
      summary: 'Ends all other sessions of the caller.',
      tag,
      auth: 'user',
      answers: { 200: { description: 'All other sessions have ended.', body: messageJson } },
      refusals: [],
      async handle({ context, caller }) {
        const { position } = await signOutElsewhere(commands, caller, causeOf(context, caller));
        return { status: 200, body: { message: 'All other sessions have ended.' }, position };
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/auth/sessions/{session_id}',
      operation: 'endSession',
      summary: 'Ends one session of the caller.',
      tag,
      auth: 'user',
      params: z.strictObject({ session_id: sessionIdSchema }),
      answers: {
        200: { description: 'The session has ended.', body: messageJson, headers: clearedCookieHeaders },
      },
      refusals: ['unknown_session'],
      async handle({ params, context, caller }) {
        const session = { userId: caller.userId, sessionId: params.session_id };
        const { position } = await signOut(commands, session, causeOf(context, caller));
        const isCurrent = session.sessionId === caller.sessionId;
        const headers = isCurrent && caller.byCookie ? clearSessionCookies(cookies) : {};
        return { status: 200, body: { message: 'The session has ended.' }, position, headers };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/v1/users/{user_id}/sessions',
      operation: 'listUserSessions',
      summary: 'Lists the sessions of a user, now or as they were, newest first.',
      tag,
      auth: 'service',
      permission: 'users:read',
      params: userPath,
      query: pageQuery.extend({ as_of: instantText.optional() }),
      answers: {
        200: {
          description: 'A page of sessions that are active, or had not ended at the point `as_of`.',
          body: sessionsAtTimeJson,
        },
      },
      refusals: ['unknown_user', 'invalid_cursor', 'invalid_position'],
      async handle({ params, query, context }) {
        if (query.as_of !== undefined) {
          const instant = await parseInstant(dependencies.feed, query.as_of);
          const before = query.cursor === undefined ? null : decodeCursor(query.cursor, positionText);
          const past = { before, limit: query.limit, lifeMs: commands.rules.refreshTtlMs };
          const body = await readPastSessions(readModels, commands.log, params.user_id, instant, past);
          return { status: 200, body };
        }
        if ((await findUser(params.user_id)) === null) throw new UnknownUser();
        return { status: 200, body: await page(params.user_id, query, context.now, null) };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/v1/users/{user_id}/sign-out',
      operation: 'signOutUser',
      summary: 'Ends all sessions of a user.',
      tag,
      auth: 'service',
      permission: 'users:write',
      params: userPath,
      body: signOutEverywhereInput,
      answers: { 200: { description: 'All sessions have ended.', body: messageJson } },
      refusals: ['unknown_user'],
      async handle({ params, body, context, caller }) {
        const cause = causeOf(context, caller);
        const { position } = await signOutEverywhere(commands, params.user_id, body, cause);
        return { status: 200, body: { message: 'All sessions have ended.' }, position };
      },
    }),
  ];
}
