import { z } from 'zod';
import { issueRecoveryCodes } from '../../commands/factors/issue-recovery-codes.js';
import { removeFactor } from '../../commands/factors/remove-factor.js';
import { renameFactor, renameFactorInput } from '../../commands/factors/rename-factor.js';
import { factorUseOf } from '../../domain/factor/factor-use.js';
import { factorIdSchema } from '../../domain/ids.js';
import { requireActive } from '../../domain/policies/active-session.js';
import { sessionAt } from '../../domain/session/session.js';
import { requireRegistered } from '../../domain/user/decisions.js';
import { userAt } from '../../domain/user/user.js';
import { loadState } from '../../eventstore/folding/load-state.js';
import { factorsJson, recoveryCodesJson, toFactorsJson } from '../answers/factor-json.js';
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
export function factorRoutes({ commands, oauth }: RouteDependencies): Route[] {
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
      async handle({ caller }) {
        const user = await loadState(log, userAt(caller.userId));
        const account = requireRegistered(user);
        const { acr } = requireActive(user, await loadState(log, sessionAt(caller.sessionId)));
        const uses = await Promise.all(account.factors.map(({ id }) => loadState(log, factorUseOf(id))));
        return { status: 200, body: toFactorsJson(account, uses, acr, commands.webauthn.relyingParty.id) };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/auth/factors/recovery-codes',
      operation: 'issueRecoveryCodes',
      summary: 'Replaces the recovery codes. Requires a recent proof.',
      tag,
      auth: 'user',
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
        'reauthentication_required',
      ],
      limits,
      async handle({ params, context, caller }) {
        const cause = causeOf(context, caller);
        const { id: rpId } = commands.webauthn.relyingParty;
        const entrances = { isConfigured: (name: string) => oauth.providers.has(name), rpId };
        const removal = { factorId: params.factor_id, entrances };
        const { position } = await removeFactor(commands, caller, removal, cause);
        const message = 'The factor is removed. All other sessions have ended.';
        return { status: 200, body: { message }, position };
      },
    }),
  ];
}
