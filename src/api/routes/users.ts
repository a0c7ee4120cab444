import { z } from 'zod';
import { deactivate, deactivateInput } from '../../commands/accounts/deactivate.js';
import { reactivate, reactivateInput } from '../../commands/accounts/reactivate.js';
import { unlock, unlockInput } from '../../commands/authentication/unlock.js';
import { userIdSchema } from '../../domain/ids.js';
import { UnknownUser } from '../../domain/user/decisions.js';
import { START } from '../../eventstore/port.js';
import { decodeCursor, encodeCursor, pageQuery } from '../http/requests/cursor.js';
import { positionText } from '../http/requests/position.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import { causeOf } from '../http/requests/cause.js';
import type { RouteDependencies } from './dependencies.js';
import { eventPageJson, toEventJson } from '../answers/event-json.js';
import { messageJson } from '../answers/message-json.js';
import { instantText, parseInstant } from '../past/instant.js';
import { accountDiffJson, pastAccountJson, readAccountDiff, readPastAccount } from '../past/past-account.js';
import { accountAnswer, accountAnswers } from '../answers/account-answer.js';
import { rowToUserRecordJson, userPageJson, userRecordJson } from '../answers/user-json.js';

const tag = 'Users';
/** An account now, or as it was. */
const userAtTimeJson = z.union([userRecordJson, pastAccountJson]).meta({ id: 'UserAtTime' });
const userPath = z.strictObject({ user_id: userIdSchema });

/** Routes with which services administrate accounts. */
export function userRoutes(dependencies: RouteDependencies): Route[] {
  const { commands, findUser, readModels } = dependencies;
  return [
    defineRoute({
      method: 'get',
      path: '/v1/users',
      operation: 'listUsers',
      summary: 'Lists accounts in order of registration.',
      tag,
      auth: 'service',
      permission: 'users:read',
      query: pageQuery.extend({
        email: z.string().max(320).optional(),
        status: z.enum(['active', 'inactive', 'verified', 'unverified']).optional(),
      }),
      answers: { 200: { description: 'A page of accounts.', body: userPageJson } },
      refusals: ['invalid_cursor'],
      async handle({ query }) {
        const afterId = query.cursor === undefined ? 0 : decodeCursor(query.cursor, z.int().nonnegative());
        const filter = { email: query.email ?? null, status: query.status ?? null };
        const rows = await readModels.listUsers(filter, { afterId, limit: query.limit });
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
      summary: 'Returns one account, now or as it was.',
      tag,
      auth: 'service',
      permission: 'users:read',
      params: userPath,
      query: z.strictObject({ as_of: instantText.optional() }),
      answers: {
        200: {
          description:
            'The account; with `as_of`, its state at that point, and null for fields without their scope.',
          body: userAtTimeJson,
        },
      },
      refusals: ['unknown_user', 'invalid_position'],
      async handle({ params, query, caller: { scopes } }) {
        if (query.as_of !== undefined) {
          const instant = await parseInstant(dependencies.feed, query.as_of);
          return { status: 200, body: await readPastAccount(commands.log, params.user_id, instant, scopes) };
        }
        const row = await findUser(params.user_id);
        if (row === null) throw new UnknownUser();
        return { status: 200, body: rowToUserRecordJson(row), revision: row.revision };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/v1/users/{user_id}/diff',
      operation: 'readUserDiff',
      summary: 'Lists the fields of an account that changed between two points, each with its event.',
      tag,
      auth: 'service',
      permission: 'events:read',
      params: userPath,
      query: z.strictObject({ from: instantText.optional(), to: instantText.optional() }),
      answers: { 200: { description: 'The changes in log order.', body: accountDiffJson } },
      refusals: ['unknown_user', 'invalid_position'],
      async handle({ params, query, caller: { scopes } }) {
        const { feed } = dependencies;
        const from = query.from === undefined ? START : await parseInstant(feed, query.from);
        const to = query.to === undefined ? await feed.head() : await parseInstant(feed, query.to);
        const body = await readAccountDiff(commands.log, params.user_id, { from, to }, scopes);
        return { status: 200, body };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/v1/users/{user_id}/events',
      operation: 'readUserHistory',
      summary: 'Lists the events of an account in log order.',
      tag,
      auth: 'service',
      permission: 'events:read',
      params: userPath,
      query: pageQuery,
      answers: { 200: { description: 'A page of events.', body: eventPageJson } },
      refusals: ['unknown_user', 'invalid_cursor'],
      async handle({ params, query }) {
        const after = query.cursor === undefined ? START : decodeCursor(query.cursor, positionText);
        const page = { after, limit: query.limit };
        const events = await readModels.readHistory(commands.log, params.user_id, page);
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
      summary: 'Deactivates an account and ends its sessions.',
      tag,
      auth: 'service',
      permission: 'users:write',
      params: userPath,
      body: deactivateInput,
      ifMatch: true,
      answers: accountAnswers,
      refusals: ['unknown_user', 'last_administrator'],
      async handle({ params, body, context, caller, ifMatch }) {
        const cause = causeOf(context, caller);
        const changed = await deactivate(commands, params.user_id, body, cause, ifMatch);
        return await accountAnswer(dependencies, caller, changed);
      },
    }),
    defineRoute({
      method: 'post',
      path: '/v1/users/{user_id}/reactivate',
      operation: 'reactivateUser',
      summary: 'Reactivates a deactivated account.',
      tag,
      auth: 'service',
      permission: 'users:write',
      params: userPath,
      body: reactivateInput,
      ifMatch: true,
      answers: accountAnswers,
      refusals: ['unknown_user'],
      async handle({ params, body, context, caller, ifMatch }) {
        const cause = causeOf(context, caller);
        const changed = await reactivate(commands, params.user_id, body, cause, ifMatch);
        return await accountAnswer(dependencies, caller, changed);
      },
    }),
    defineRoute({
      method: 'post',
      path: '/v1/users/{user_id}/unlock',
      operation: 'unlockUser',
      summary: 'Unlocks an account after too many failed sign-in attempts.',
      tag,
      auth: 'service',
      permission: 'users:write',
      params: userPath,
      body: unlockInput,
      answers: { 200: { description: 'The account is unlocked.', body: messageJson } },
      refusals: ['unknown_user'],
      async handle({ params, body, context, caller }) {
        const { position } = await unlock(commands, params.user_id, body, causeOf(context, caller));
        return { status: 200, body: { message: 'The account is unlocked.' }, position };
      },
    }),
  ];
}
