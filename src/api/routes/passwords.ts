import { changePassword, changePasswordInput } from '../../commands/passwords/change-password.js';
import {
  requestPasswordReset,
  requestPasswordResetInput,
} from '../../commands/passwords/request-password-reset.js';
import { resetPassword, resetPasswordInput } from '../../commands/passwords/reset-password.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import { mailLimit } from '../http/limits/rate-limit-keys.js';
import { causeOf } from '../http/requests/cause.js';
import type { RouteDependencies } from './dependencies.js';
import { messageJson } from '../answers/message-json.js';

const tag = 'Passwords';

export function passwordRoutes({ commands }: RouteDependencies): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/auth/reset-password-request',
      operation: 'requestPasswordReset',
      summary: 'Mails a link that sets a new password, if there is an account with the address.',
      tag,
      auth: 'none',
      body: requestPasswordResetInput,
      answers: { 202: { description: 'The same for every address.', body: messageJson } },
      refusals: [],
      limits: ({ body, network }) => [['mail.source', network], mailLimit('reset', body.email)],
      async handle({ body, context, caller }) {
        await requestPasswordReset(commands, body, causeOf(context, caller));
        return {
          status: 202,
          body: { message: 'If there is an account with this address, a mail with a link is on its way.' },
        };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/auth/reset-password-confirm',
      operation: 'resetPassword',
      summary: 'Sets a new password by a mailed link and ends every session.',
      tag,
      auth: 'none',
      body: resetPasswordInput,
      answers: { 200: { description: 'The password is set. Nobody is signed in.', body: messageJson } },
      refusals: ['link_used', 'weak_password', 'too_busy'],
      limits: ({ body, network }) => [
        ['link.source', network],
        ['link.account', body.token],
      ],
      async handle({ body, context, caller }) {
        const { userId, position } = await resetPassword(commands, body, causeOf(context, caller));
        return {
          status: 200,
          body: { message: 'The password was reset. Every session has ended.' },
          position,
          user: userId,
        };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/auth/change-password',
      operation: 'changePassword',
      summary: 'Changes the password and ends every other session.',
      tag,
      auth: 'user',
      body: changePasswordInput,
      answers: { 200: { description: 'The password is changed.', body: messageJson } },
      refusals: ['wrong_password', 'weak_password', 'too_busy'],
      limits: ({ caller }) => [['password.account', caller.userId]],
      async handle({ body, context, caller }) {
        const { position } = await changePassword(commands, caller, body, causeOf(context, caller));
        return {
          status: 200,
          body: { message: 'The password was changed. Every other session has ended.' },
          position,
        };
      },
    }),
  ];
}
