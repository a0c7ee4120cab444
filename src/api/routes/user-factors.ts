import { z } from 'zod';
import { demandByAdmin, demandInput } from '../../commands/factors/demand-second-factor.js';
import { readFactors } from '../../commands/factors/read-factors.js';
import { removeByAdminInput, removeFactorByAdmin } from '../../commands/factors/remove-factor-by-admin.js';
import { factorIdSchema, userIdSchema } from '../../domain/ids.js';
import { factorsJson, toFactorsJson } from '../answers/factors/factor-json.js';
import { messageJson } from '../answers/message-json.js';
import { causeOf } from '../http/requests/cause.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import type { RouteDependencies } from './dependencies.js';

const tag = 'Users';
const userPath = z.strictObject({ user_id: userIdSchema });

/** Routes with which services see the second factors of accounts, and demand them. */
export function userFactorRoutes({ commands }: RouteDependencies): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/v1/users/{user_id}/factors',
      operation: 'listUserFactors',
      summary: 'Lists the second factors of an account.',
      tag,
      auth: 'service',
      permission: 'mfa:read',
      params: userPath,
      answers: { 200: { description: 'The factors.', body: factorsJson } },
      refusals: ['unknown_user'],
      async handle({ params, context }) {
        const { account, uses } = await readFactors(commands.log, params.user_id);
        return { status: 200, body: toFactorsJson(account, uses, null, commands, context.now) };
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/v1/users/{user_id}/factors/{factor_id}',
      operation: 'removeUserFactor',
      summary: 'Removes a factor of an account and ends its sessions.',
      tag,
      auth: 'service',
      permission: 'mfa:write',
      params: userPath.extend({ factor_id: factorIdSchema }),
      body: removeByAdminInput,
      answers: { 200: { description: 'The factor is removed.', body: messageJson } },
      refusals: ['unknown_user', 'unknown_factor'],
      async handle({ params: { user_id: userId, factor_id: factorId }, body, context, caller }) {
        const cause = causeOf(context, caller);
        const { position } = await removeFactorByAdmin(commands, { userId, factorId }, body, cause);
        return {
          status: 200,
          body: { message: 'The factor is removed. All sessions have ended.' },
          position,
        };
      },
    }),
    demandRoute('demand', 'Demands a second factor of an account: its next sign-in enrols one.'),
    demandRoute('release', 'Lifts the demand for a second factor of an account.'),
  ];

  function demandRoute(change: 'demand' | 'release', summary: string): Route {
    return defineRoute({
      method: 'post',
      path: `/v1/users/{user_id}/mfa/${change}`,
      operation: `${change}UserFactor`,
      summary,
      tag,
      auth: 'service',
      permission: 'mfa:write',
      params: userPath,
      body: demandInput,
      answers: { 200: { description: 'The change is recorded.', body: messageJson } },
      refusals: ['unknown_user'],
      async handle({ params, body, context, caller }) {
        const cause = causeOf(context, caller);
        const { position } = await demandByAdmin(commands, params.user_id, change, body, cause);
        return { status: 200, body: { message: MESSAGES[change] }, position };
      },
    });
  }
}

const MESSAGES = {
  demand: 'The account must have a second factor.',
  release: 'The account need not have a second factor.',
};
