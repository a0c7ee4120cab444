import { z } from 'zod';
import { deactivate, deactivateInput } from '../../commands/accounts/deactivate.js';
import { reactivate, reactivateInput } from '../../commands/accounts/reactivate.js';
import { unlock, unlockInput } from '../../commands/authentication/unlock.js';
import { userIdSchema } from '../../domain/ids.js';
import { UnknownUser } from '../../domain/user/decisions.js';
import { START } from '../../eventstore/port.js';
import { readHistory } from '../../projections/views/audit/projection.js';
import { listUsers } from '../../projections/views/accounts/query.js';
import { decodeCursor, encodeCursor, pageQuery } from '../http/requests/cursor.js';
import { positionText } from '../http/requests/position.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import { causeOf } from '../http/requests/cause.js';
import type { RouteDependencies } from './dependencies.js';
import { eventPageJson, toEventJson } from '../answers/event-json.js';
import { messageJson } from '../answers/message-json.js';
import { accountAnswer } from '../answers/account-answer.js';
import { rowToUserRecordJson, userJson, userPageJson, userRecordJson } from '../answers/user-json.js';

const tag = 'Users';
const userPath = z.strictObject({ user_id: userIdSchema });

export function userRoutes(dependencies: RouteDependencies): Route[] {
  const { commands, findUser, pool } = dependencies;
  return [
    defineRoute({
      method: 'get',
      path: '/v1/users',
      operation: 'listUsers',
      summary: 'Accounts in the order of their registration.',
      tag,
      auth: 'service',
      scope: 'users:read',
      query: pageQuery.extend({
        email: z.string().max(320).optional(),
        status: z.enum(['active', 'inactive', 'verified', 'unverified']).optional(),
      }),
      answers: { 200: { description: 'A page of accounts.', body: userPageJson } },
      refusals: ['invalid_cursor'],
      async handle({ query }) {
        const afterId = query.cursor === undefined ? 0 : decodeCursor(query.cursor, z.int().nonnegative());
        const filter = { email: query.email ?? null, status: query.status ?? null };
        const rows = await listUsers(pool, filter, { afterId, limit: query.limit });
        const last = rows.length === query.limit ? rows.at(-1) : undefined;
        return {
          status: 200,
          body: {
            items: rows.map(rowToUserRecordJson),
            next_cursor: last === undefined ? null : encodeCursor(last.id),
          },
        };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/v1/users/{user_id}',
      operation: 'readUser',
      summary: 'One account.',
      tag,
      auth: 'service',
      scope: 'users:read',
      params: userPath,
      answers: { 200: { description: 'The account.', body: userRecordJson } },
      refusals: ['unknown_user'],
      async handle({ params }) {
        const row = await findUser(params.user_id);
        if (row === null) throw new UnknownUser();
        return { status: 200, body: rowToUserRecordJson(row), revision: row.revision };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/v1/users/{user_id}/events',
      operation: 'readUserHistory',
      summary: 'Everything that happened to an account, in the order of the log.',
      tag,
      auth: 'service',
      scope: 'events:read',
      params: userPath,
      query: pageQuery,
      answers: { 200: { description: 'A page of events.', body: eventPageJson } },
      refusals: ['unknown_user', 'invalid_cursor'],
      async handle({ params, query }) {
        const after = query.cursor === undefined ? START : decodeCursor(query.cursor, positionText);
        const page = { after, limit: query.limit };
        const events = await readHistory(pool, commands.log, params.user_id, page);
        if (events.length === 0 && after === START) throw new UnknownUser();
        const last = events.length === query.limit ? events.at(-1) : undefined;
        return {
          status: 200,
          body: {
            items: events.map(toEventJson),
            next_cursor: last === undefined ? null : encodeCursor(last.position),
          },
        };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/v1/users/{user_id}/deactivate',
      operation: 'deactivateUser',
      summary: 'Closes an account to its owner and ends its sessions.',
      tag,
      auth: 'service',
      scope: 'users:write',
      params: userPath,
      body: deactivateInput,
      ifMatch: true,
      answers: { 200: { description: 'The account.', body: userJson } },
      refusals: ['unknown_user'],
      async handle({ params, body, context, caller, ifMatch }) {
        const cause = causeOf(context, caller);
        const { account, position } = await deactivate(commands, params.user_id, body, cause, ifMatch);
        return {
          status: 200,
          body: await accountAnswer(dependencies, account, position),
          position,
          revision: account.revision,
        };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/v1/users/{user_id}/reactivate',
      operation: 'reactivateUser',
      summary: 'Opens a deactivated account again.',
      tag,
      auth: 'service',
      scope: 'users:write',
      params: userPath,
      body: reactivateInput,
      ifMatch: true,
      answers: { 200: { description: 'The account.', body: userJson } },
      refusals: ['unknown_user'],
      async handle({ params, body, context, caller, ifMatch }) {
        const cause = causeOf(context, caller);
        const { account, position } = await reactivate(commands, params.user_id, body, cause, ifMatch);
        return {
          status: 200,
          body: await accountAnswer(dependencies, account, position),
          position,
          revision: account.revision,
        };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/v1/users/{user_id}/unlock',
      operation: 'unlockUser',
      summary: 'Lets an account be signed in to again after too many attempts have failed.',
      tag,
      auth: 'service',
      scope: 'users:write',
      params: userPath,
      body: unlockInput,
      answers: { 200: { description: 'The next password is compared.', body: messageJson } },
      refusals: ['unknown_user'],
      async handle({ params, body, context, caller }) {
        const { position } = await unlock(commands, params.user_id, body, causeOf(context, caller));
        return { status: 200, body: { message: 'The account is not locked.' }, position };
      },
    }),
  ];
}
