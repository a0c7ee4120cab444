import { z } from 'zod';
import { signOutElsewhere } from '../../commands/sessions/sign-out-elsewhere.js';
import { signOutEverywhere, signOutEverywhereInput } from '../../commands/sessions/sign-out-everywhere.js';
import { signOut } from '../../commands/sessions/sign-out.js';
import { sessionIdSchema, userIdSchema } from '../../domain/ids.js';
import type { SessionId, UserId } from '../../domain/ids.js';
import { UnknownUser } from '../../domain/user/decisions.js';
import { readOpenSessions } from '../../projections/views/sessions/query.js';
import { decodeCursor, encodeCursor, pageQuery } from '../http/requests/cursor.js';
import { positionText } from '../http/requests/position.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import { takenCookies, takingCookies } from '../http/authentication/session-cookies.js';
import { causeOf } from '../http/requests/cause.js';
import type { RouteDependencies } from './dependencies.js';
import { messageJson } from '../answers/message-json.js';
import { sessionPageJson, toSessionJson } from '../answers/session-json.js';

const tag = 'Sessions';
const userPath = z.strictObject({ user_id: userIdSchema });

/** The sessions of a user: as the user sees them, and as who administrates. */
export function sessionRoutes(dependencies: RouteDependencies): Route[] {
  const { commands, pool, findUser } = dependencies;

  async function page(
    userId: UserId,
    query: z.output<typeof pageQuery>,
    now: Date,
    current: SessionId | null,
  ) {
    const before = query.cursor === undefined ? null : decodeCursor(query.cursor, positionText);
    const since = new Date(now.getTime() - commands.rules.refreshTtlMs);
    const read = { before, limit: query.limit, since, now };
    const { sessions, next } = await readOpenSessions(pool, commands.log, userId, read);
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
      summary: 'The sessions of the caller, the newest first.',
      tag,
      auth: 'user',
      query: pageQuery,
      answers: { 200: { description: 'A page of sessions that go on.', body: sessionPageJson } },
      refusals: ['invalid_cursor'],
      async handle({ query, context, caller }) {
        return { status: 200, body: await page(caller.userId, query, context.now, caller.sessionId) };
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/auth/sessions',
      operation: 'signOutElsewhere',
      summary: 'Ends every session of the caller but this one.',
      tag,
      auth: 'user',
      answers: { 200: { description: 'Every other session has ended.', body: messageJson } },
      refusals: [],
      async handle({ context, caller }) {
        const { position } = await signOutElsewhere(commands, caller, causeOf(context, caller));
        return { status: 200, body: { message: 'Every other session has ended.' }, position };
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
      answers: { 200: { description: 'The session has ended.', body: messageJson, headers: takenCookies } },
      refusals: ['unknown_session'],
      async handle({ params, context, caller }) {
        const session = { userId: caller.userId, sessionId: params.session_id };
        const { position } = await signOut(commands, session, causeOf(context, caller));
        const isOwn = session.sessionId === caller.sessionId;
        const headers = isOwn && caller.byCookie ? takingCookies() : {};
        return { status: 200, body: { message: 'The session has ended.' }, position, headers };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/v1/users/{user_id}/sessions',
      operation: 'listUserSessions',
      summary: 'The sessions of a user, the newest first.',
      tag,
      auth: 'service',
      scope: 'users:read',
      params: userPath,
      query: pageQuery,
      answers: { 200: { description: 'A page of sessions that go on.', body: sessionPageJson } },
      refusals: ['unknown_user', 'invalid_cursor'],
      async handle({ params, query, context }) {
        if ((await findUser(params.user_id)) === null) throw new UnknownUser();
        return { status: 200, body: await page(params.user_id, query, context.now, null) };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/v1/users/{user_id}/sign-out',
      operation: 'signOutUser',
      summary: 'Ends every session of a user.',
      tag,
      auth: 'service',
      scope: 'users:write',
      params: userPath,
      body: signOutEverywhereInput,
      answers: { 200: { description: 'Every session has ended.', body: messageJson } },
      refusals: ['unknown_user'],
      async handle({ params, body, context, caller }) {
        const cause = causeOf(context, caller);
        const { position } = await signOutEverywhere(commands, params.user_id, body, cause);
        return { status: 200, body: { message: 'Every session has ended.' }, position };
      },
    }),
  ];
}
