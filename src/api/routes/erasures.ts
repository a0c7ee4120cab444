import { z } from 'zod';
import {
  requestErasureInput,
  requestOwnErasure,
  requestUserErasure,
} from '../../commands/privacy/request-erasure.js';
import type { RequestedErasure } from '../../commands/privacy/request-erasure.js';
import { userIdSchema } from '../../domain/ids.js';
import type { UserId } from '../../domain/ids.js';
import { clearedCookieHeaders, clearSessionCookies } from '../http/authentication/session-cookies.js';
import { causeOf } from '../http/requests/cause.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import type { RouteDependencies } from './dependencies.js';

const userPath = z.strictObject({ user_id: userIdSchema });

/** A requested erasure, or one that has begun. */
const erasureJson = z
  .strictObject({
    user_id: z.uuid(),
    status: z.enum(['requested', 'erased']),
    due_at: z.iso.datetime().nullable().meta({
      description: 'The time of the erasure unless the owner signs in before; null if it has begun.',
    }),
  })
  .meta({ id: 'Erasure' });

/** Routes that erase accounts. */
export function erasureRoutes({ commands, cookies }: RouteDependencies): Route[] {
  return [
    defineRoute({
      method: 'delete',
      path: '/auth/me',
      operation: 'eraseMe',
      summary: 'Erases the account of the caller, after a delay if the service has one.',
      tag: 'Own account',
      auth: 'user',
      body: requestErasureInput,
      answers: {
        202: {
          description: 'All sessions have ended, and the account is erased now or later.',
          body: erasureJson,
          headers: clearedCookieHeaders,
        },
      },
      refusals: ['reauthentication_required', 'unknown_user'],
      async handle({ body, context, caller }) {
        const requested = await requestOwnErasure(commands, caller, body, causeOf(context, caller));
        const headers = caller.byCookie ? clearSessionCookies(cookies) : {};
        return { ...answerOf(caller.userId, requested), headers };
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/v1/users/{user_id}',
      operation: 'eraseUser',
      summary: 'Erases an account, after a delay if the service has one.',
      tag: 'Users',
      auth: 'service',
      permission: 'users:write',
      params: userPath,
      body: requestErasureInput,
      ifMatch: true,
      answers: {
        202: {
          description: 'All sessions have ended, and the account is erased now or later.',
          body: erasureJson,
        },
      },
      refusals: ['unknown_user'],
      async handle({ params: { user_id: userId }, body, context, caller, ifMatch }) {
        const cause = causeOf(context, caller);
        return answerOf(userId, await requestUserErasure(commands, userId, body, cause, ifMatch));
      },
    }),
  ];
}

function answerOf(userId: UserId, { due, position }: RequestedErasure) {
  const status = due === null ? ('erased' as const) : ('requested' as const);
  return {
    status: 202 as const,
    body: { user_id: userId, status, due_at: due?.toISOString() ?? null },
    position,
  };
}
