import { changePassword, changePasswordInput } from '../../commands/passwords/change-password.js';
import {
  requestPasswordReset,
  requestPasswordResetInput,
} from '../../commands/passwords/request-password-reset.js';
import { resetPassword, resetPasswordInput } from '../../commands/passwords/reset-password.js';
import { knownLocation } from '../../commands/steps/known-location.js';
import type { EmailAddress } from '../../domain/user/email-address.js';
import type { Source } from '../../eventstore/codec.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import { mailLimit } from '../http/limits/rate-limit-keys.js';
import type { RateLimitUse } from '../http/limits/rate-limits.js';
import { causeOf } from '../http/requests/cause.js';
import type { RouteDependencies } from './dependencies.js';
import { messageJson } from '../answers/message-json.js';

const tag = 'Passwords';

/** Routes to reset and to change a password. */
export function passwordRoutes({ commands }: RouteDependencies): Route[] {
  /** Returns the limit of reset mails that a place has to itself where the owner of the address has signed in. */
  async function ownerLimit(email: EmailAddress, source: Source): Promise<RateLimitUse | null> {
    const location = await knownLocation(commands, email, { source, now: commands.now() });
    return location === null ? null : ['mail.known-place', `reset ${location}`];
  }

  return [
    defineRoute({
      method: 'post',
      path: '/auth/reset-password-request',
      operation: 'requestPasswordReset',
      page: 'forgot-password',
      summary: 'Emails a password reset link if the address belongs to an account.',
      tag,
      auth: 'none',
      body: requestPasswordResetInput,
      answers: { 202: { description: 'The response is the same for every address.', body: messageJson } },
      refusals: ['sso_required'],
      limits: ({ body: { email }, network, source }) => [
        ['mail.source', network],
        mailLimit('reset', email, () => ownerLimit(email, source)),
      ],
      async handle({ body, context, caller }) {
        await requestPasswordReset(commands, body, causeOf(context, caller));
        return {
          status: 202,
          body: { message: 'If the address belongs to an account, a password reset link was sent to it.' },
        };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/auth/reset-password-confirm',
      operation: 'resetPassword',
      page: 'reset-password',
      summary:
        'Sets a new password with an emailed link, ends all sessions, and removes unproven identities.',
      tag,
      auth: 'none',
      body: resetPasswordInput,
      answers: { 200: { description: 'The password is reset. No session is started.', body: messageJson } },
      refusals: ['link_used', 'sso_required', 'weak_password', 'too_busy'],
      limits: ({ body, network }) => [
        ['link.source', network],
        ['link.account', body.token],
      ],
      async handle({ body, context, caller }) {
        const { userId, position } = await resetPassword(commands, body, causeOf(context, caller));
        return {
          status: 200,
          body: { message: 'The password was reset. All sessions have ended.' },
          position,
          user: userId,
        };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/auth/change-password',
      operation: 'changePassword',
      summary: 'Changes the password and ends all other sessions.',
      tag,
      auth: 'user',
      body: changePasswordInput,
      answers: { 200: { description: 'The password is changed.', body: messageJson } },
      refusals: ['reauthentication_required', 'wrong_password', 'weak_password', 'too_busy'],
      limits: ({ caller }) => [['password.account', caller.userId]],
      async handle({ body, context, caller }) {
        const { position } = await changePassword(commands, caller, body, causeOf(context, caller));
        return {
          status: 200,
          body: { message: 'The password was changed. All other sessions have ended.' },
          position,
        };
      },
    }),
  ];
}
