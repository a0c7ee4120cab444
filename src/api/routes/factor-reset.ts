import { z } from 'zod';
import { askOwnFactorReset } from '../../commands/factors/reset/ask-own-reset.js';
import { askFactorReset, askResetInput } from '../../commands/factors/reset/ask-reset.js';
import {
  cancelOwnReset,
  cancelOwnResetByLink,
  cancelResetByAdmin,
  cancelResetInput,
} from '../../commands/factors/reset/cancel-reset.js';
import { linkToken } from '../../commands/input-schemas.js';
import { userIdSchema } from '../../domain/ids.js';
import type { Cause } from '../../eventstore/codec.js';
import { messageJson } from '../answers/message-json.js';
import { Problem } from '../http/problems/problem.js';
import { causeOf } from '../http/requests/cause.js';
import { mfaTokenField } from '../http/requests/mfa-token.js';
import type { Caller } from '../http/requests/request-context.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import type { RouteDependencies } from './dependencies.js';

const userPath = z.strictObject({ user_id: userIdSchema });

/** Routes that remove the factors of an account whose owner has lost them, after a delay. */
export function factorResetRoutes({ commands }: RouteDependencies): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/auth/mfa/reset-request',
      operation: 'requestFactorReset',
      summary: 'Asks for the removal of all factors after a delay. The owner of the account can cancel.',
      tag: 'Sign-in',
      auth: 'none',
      body: z.strictObject({ mfa_token: mfaTokenField }),
      answers: { 202: { description: 'The owner gets a mail.', body: messageJson } },
      refusals: ['not_found', 'invalid_mfa_token', 'unknown_factor'],
      limits: ({ body, network }) => [
        ['factor.source', network],
        ['mfa.pending', body.mfa_token],
      ],
      async handle({ body, context, caller }) {
        if (!commands.rules.selfReset) throw new Problem('not_found');
        await askOwnFactorReset(commands, body.mfa_token, causeOf(context, caller));
        return { status: 202, body: { message: 'The address of the account was sent an email about it.' } };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/auth/mfa/reset-cancel',
      operation: 'cancelFactorReset',
      page: 'cancel-reset',
      summary: 'Cancels the removal of all factors, with the emailed link or in a session.',
      tag: 'Sign-in',
      auth: 'optional',
      body: z.strictObject({ token: linkToken.optional() }),
      answers: { 200: { description: 'The factors stay.', body: messageJson } },
      refusals: ['link_used', 'unauthenticated', 'unknown_user'],
      limits: ({ body: { token }, network }) => [
        ['link.source', network],
        ...(token === undefined ? [] : [['link.account', token] as const]),
      ],
      async handle({ body: { token }, context, caller }) {
        const cause = causeOf(context, caller);
        const { userId, position } = await cancel(caller, token, cause);
        return { status: 200, body: { message: STAY }, position, user: userId };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/v1/users/{user_id}/mfa/reset',
      operation: 'resetUserFactors',
      summary: 'Removes all factors of an account after a delay in which its owner can cancel.',
      tag: 'Users',
      auth: 'service',
      permission: 'mfa:write',
      params: userPath,
      body: askResetInput,
      answers: { 200: { description: 'The request is recorded.', body: messageJson } },
      refusals: ['unknown_user', 'unknown_factor'],
      async handle({ params, body, context, caller }) {
        const isImmediate = body.now === true;
        if (isImmediate && !caller.scopes.has('mfa:reset_now')) throw new Problem('insufficient_scope');
        const { position } = await askFactorReset(commands, params.user_id, body, causeOf(context, caller));
        return { status: 200, body: { message: isImmediate ? DONE : ASKED }, position };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/v1/users/{user_id}/mfa/cancel-reset',
      operation: 'cancelUserFactorReset',
      summary: 'Cancels the removal of all factors of an account.',
      tag: 'Users',
      auth: 'service',
      permission: 'mfa:write',
      params: userPath,
      body: cancelResetInput,
      answers: { 200: { description: 'The factors stay.', body: messageJson } },
      refusals: ['unknown_user'],
      async handle({ params, body, context, caller }) {
        const cause = causeOf(context, caller);
        const { position } = await cancelResetByAdmin(commands, params.user_id, body, cause);
        return { status: 200, body: { message: STAY }, position };
      },
    }),
  ];

  /** @throws Problem unauthenticated: the request has neither a link nor a session */
  async function cancel(caller: Caller, token: string | undefined, cause: Cause) {
    if (token !== undefined) return await cancelOwnResetByLink(commands, token, cause);
    if (caller.kind !== 'user') throw new Problem('unauthenticated');
    return await cancelOwnReset(commands, caller, cause);
  }
}

const STAY = 'The factors stay.';
const ASKED = 'The factors will be removed after the delay. The owner of the account gets a mail.';
const DONE = 'All factors are removed, and all sessions have ended.';
