import { z } from 'zod';
import { cancelUserErasure } from '../../commands/privacy/cancel-erasure.js';
import {
  requestErasureInput,
  requestOwnErasure,
  requestUserErasure,
} from '../../commands/privacy/request-erasure.js';
import type { RequestedErasure } from '../../commands/privacy/request-erasure.js';
import { userIdSchema } from '../../domain/ids.js';
import { UnknownUser } from '../../domain/user/decisions.js';
import type { UserId } from '../../domain/ids.js';
import { messageJson } from '../answers/message-json.js';
import { clearedCookieHeaders, clearSessionCookies } from '../http/authentication/session-cookies.js';
import { causeOf } from '../http/requests/cause.js';
import { positionText } from '../http/requests/position.js';
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

/** The progress of an erasure, and the statement about it. */
const erasureReceiptJson = z
  .strictObject({
    user_id: z.uuid(),
    position: z.string().meta({ description: 'The position of `UserErased`.' }),
    erased_at: z.iso.datetime(),
    completed_at: z.iso.datetime().nullable().meta({ description: 'Null while the erasure goes on.' }),
    removed: z.record(z.string(), z.int()).meta({ description: 'The number of removed things by store.' }),
    checkpoint: z
      .strictObject({ size: z.int(), note: z.string() })
      .nullable()
      .meta({ description: 'The first signed checkpoint of the log that covers the erasure.' }),
    receipt: z.string().nullable().meta({
      description: 'The same facts as a JWS (RFC 7515), verifiable with the JWKS; null until complete.',
    }),
  })
  .meta({ id: 'ErasureReceipt' });

/** Routes that erase accounts. */
export function erasureRoutes(dependencies: RouteDependencies): Route[] {
  const { commands, cookies, erasures, proofs, signReceipt } = dependencies;
  return [
    defineRoute({
      method: 'get',
      path: '/v1/erasures/{user_id}',
      operation: 'readErasure',
      summary: 'Returns the progress of an erasure, and a signed statement once it is complete.',
      tag: 'Users',
      auth: 'service',
      permission: 'users:read',
      params: userPath,
      answers: { 200: { description: 'The erasure.', body: erasureReceiptJson } },
      refusals: ['unknown_user'],
      async handle({ params: { user_id: userId }, context: { now } }) {
        const erasure = await erasures.find(userId);
        if (erasure === null) throw new UnknownUser();
        const { position, erasedAt, completedAt, counts } = erasure;
        const known = positionText.safeParse(position);
        const found = known.success ? await proofs.findCheckpointOf(known.data) : null;
        const checkpoint = found === null ? null : { size: found.size, note: found.note };
        return {
          status: 200,
          body: {
            user_id: userId,
            position,
            erased_at: erasedAt.toISOString(),
            completed_at: completedAt?.toISOString() ?? null,
            removed: counts,
            checkpoint,
            receipt: completedAt === null ? null : await signReceipt(erasure, checkpoint, now),
          },
        };
      },
    }),
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
      refusals: ['reauthentication_required', 'unknown_user', 'last_administrator'],
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
      refusals: ['unknown_user', 'last_administrator'],
      async handle({ params: { user_id: userId }, body, context, caller, ifMatch }) {
        const cause = causeOf(context, caller);
        return answerOf(userId, await requestUserErasure(commands, userId, body, cause, ifMatch));
      },
    }),
    defineRoute({
      method: 'post',
      path: '/v1/users/{user_id}/cancel-erasure',
      operation: 'cancelUserErasure',
      summary: 'Cancels the requested erasure of an account.',
      tag: 'Users',
      auth: 'service',
      permission: 'users:write',
      params: userPath,
      body: z.strictObject({}),
      ifMatch: true,
      answers: { 200: { description: 'The account stays.', body: messageJson } },
      refusals: ['unknown_user'],
      async handle({ params: { user_id: userId }, context, caller, ifMatch }) {
        const cause = causeOf(context, caller);
        const { position } = await cancelUserErasure(commands, userId, cause, ifMatch);
        return { status: 200, body: { message: 'The account stays.' }, position };
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
