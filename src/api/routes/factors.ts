import { z } from 'zod';
import { issueRecoveryCodes } from '../../commands/factors/recovery-codes/issue-recovery-codes.js';
import { demandByUser } from '../../commands/factors/demand-second-factor.js';
import { readFactors } from '../../commands/factors/read-factors.js';
import { removeFactor } from '../../commands/factors/remove-factor.js';
import { renameFactor, renameFactorInput } from '../../commands/factors/rename-factor.js';
import { factorIdSchema } from '../../domain/ids.js';
import { requireActive } from '../../domain/policies/active-session.js';
import { sessionAt } from '../../domain/session/session.js';
import { loadState } from '../../eventstore/folding/load-state.js';
import { entrancesOf } from '../federation/entrances.js';
import { factorsJson, recoveryCodesJson, toFactorsJson } from '../answers/factors/factor-json.js';
import { messageJson } from '../answers/message-json.js';
import type { RateLimitUse } from '../http/limits/rate-limits.js';
import { causeOf } from '../http/requests/cause.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import type { RouteDependencies } from './dependencies.js';

const tag = 'Second factors';
const factorPath = z.strictObject({ factor_id: factorIdSchema });
const limits = ({ caller }: { caller: { userId: string } }): RateLimitUse[] => [
  ['factor.account', caller.userId],
];

/** Routes with which users see and change their second factors. The routes with `{factor_id}` come last. */
export function factorRoutes(dependencies: RouteDependencies): Route[] {
  const { commands } = dependencies;
  const { log } = commands;
  return [
    defineRoute({
      method: 'get',
      path: '/auth/factors',
      operation: 'listFactors',
      summary: 'Lists the second factors of the caller.',
      tag,
      auth: 'user',
      answers: { 200: { description: 'The factors.', body: factorsJson } },
      refusals: ['unknown_user'],
      async handle({ context, caller }) {
        const { account, uses } = await readFactors(log, caller.userId);
        const { acr } = requireActive(account, await loadState(log, sessionAt(caller.sessionId)));
        return { status: 200, body: toFactorsJson(account, uses, acr, commands, context.now) };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/auth/factors/recovery-codes',
      operation: 'issueRecoveryCodes',
      summary: 'Replaces the recovery codes. Requires a recent proof.',
      tag,
      auth: 'user',
      // A stored answer would show the codes again without a recent proof.
      ignoresIdempotencyKey: true,
      body: z.strictObject({}),
      answers: {
        201: {
          description: 'The new codes. The earlier ones no longer work.',
          body: z.strictObject({ recovery_codes: recoveryCodesJson }),
        },
      },
      refusals: ['unknown_factor', 'unknown_user', 'reauthentication_required'],
      limits,
      async handle({ context, caller }) {
        const cause = causeOf(context, caller);
        const { recoveryCodes, position } = await issueRecoveryCodes(commands, caller, cause);
        return { status: 201, body: { recovery_codes: [...recoveryCodes] }, position };
      },
    }),
    demandRoute('demand', 'Demands a second factor at each sign-in of the caller.'),
    demandRoute('release', 'Lifts the demand of the caller.'),
    defineRoute({
      method: 'patch',
      path: '/auth/factors/{factor_id}',
      operation: 'renameFactor',
      summary: 'Renames a factor. Requires a recent proof.',
      tag,
      auth: 'user',
      params: factorPath,
      body: renameFactorInput,
      answers: { 200: { description: 'The factor has the new name.', body: messageJson } },
      refusals: ['unknown_factor', 'unknown_user', 'reauthentication_required'],
      limits,
      async handle({ params, body, context, caller }) {
        const cause = causeOf(context, caller);
        const { position } = await renameFactor(commands, caller, params.factor_id, body, cause);
        return { status: 200, body: { message: 'The factor is renamed.' }, position };
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/auth/factors/{factor_id}',
      operation: 'removeFactor',
      summary: 'Removes a factor and ends all other sessions. Requires a recent proof.',
      tag,
      auth: 'user',
      params: factorPath,
      answers: { 200: { description: 'The factor is removed.', body: messageJson } },
      refusals: [
        'unknown_factor',
        'unknown_user',
        'second_factor_demanded',
        'last_way_in',
        'phone_alone',
        'reauthentication_required',
      ],
      limits,
      async handle({ params, context, caller }) {
        const cause = causeOf(context, caller);
        const removal = { factorId: params.factor_id, entrances: entrancesOf(dependencies) };
        const { position } = await removeFactor(commands, caller, removal, cause);
        const message = 'The factor is removed. All other sessions have ended.';
        return { status: 200, body: { message }, position };
      },
    }),
  ];
  function demandRoute(change: 'demand' | 'release', summary: string): Route {
    return defineRoute({
      method: 'post',
      path: `/auth/factors/${change}`,
      operation: `${change}SecondFactor`,
      summary: `${summary} Requires a recent proof.`,
      tag,
      auth: 'user',
      body: z.strictObject({}),
      answers: { 200: { description: 'The change is recorded.', body: messageJson } },
      refusals: ['second_factor_demanded', 'unknown_user', 'reauthentication_required'],
      limits,
      async handle({ context, caller }) {
        const { position } = await demandByUser(commands, caller, change, causeOf(context, caller));
        return { status: 200, body: { message: 'The change is recorded.' }, position };
      },
    });
  }
}
