import { changeEmail, changeEmailInput } from '../../commands/accounts/change-email.js';
import { confirmEmailChange, confirmEmailChangeInput } from '../../commands/accounts/confirm-email-change.js';
import { updateProfile, updateProfileInput } from '../../commands/accounts/update-profile.js';
import { UnknownUser } from '../../domain/user/decisions.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import { mailLimit } from '../http/limits/rate-limit-keys.js';
import { causeOf } from '../http/requests/cause.js';
import type { RouteDependencies } from './dependencies.js';
import { messageJson } from '../answers/message-json.js';
import { accountAnswer, accountAnswers } from '../answers/account-answer.js';
import { rowToUserJson, userJson } from '../answers/user-json.js';

const tag = 'Own account';

/** Routes with which users manage their own account. */
export function meRoutes(dependencies: RouteDependencies): Route[] {
  const { commands, findUser } = dependencies;
  return [
    defineRoute({
      method: 'get',
      path: '/auth/me',
      operation: 'readMe',
      summary: 'Returns the account of the caller.',
      tag,
      auth: 'user',
      answers: accountAnswers,
      refusals: ['unknown_user'],
      async handle({ caller }) {
        const row = await findUser(caller.userId);
        if (row === null) throw new UnknownUser();
        return { status: 200, body: rowToUserJson(row), revision: row.revision };
      },
    }),
    defineRoute({
      method: 'patch',
      path: '/auth/me',
      operation: 'updateMe',
      summary: 'Updates the profile of the caller.',
      tag,
      auth: 'user',
      impersonation: 'allowed',
      body: updateProfileInput,
      ifMatch: true,
      answers: accountAnswers,
      refusals: ['unknown_user'],
      async handle({ body, context, caller, ifMatch }) {
        const changed = await updateProfile(commands, caller, body, causeOf(context, caller), ifMatch);
        return await accountAnswer(dependencies, caller, changed);
      },
    }),
    defineRoute({
      method: 'post',
      path: '/auth/change-email',
      operation: 'changeEmail',
      summary: 'Requests a change of email address. It takes effect when the emailed link is confirmed.',
      tag,
      auth: 'user',
      body: changeEmailInput,
      answers: { 202: { description: 'A confirmation link is sent to the new address.', body: messageJson } },
      refusals: ['reauthentication_required', 'wrong_password', 'same_address', 'unknown_user', 'too_busy'],
      limits: ({ body, caller }) => [
        ['password.account', caller.userId],
        mailLimit('change of address', body.new_email),
      ],
      async handle({ body, context, caller }) {
        const { position } = await changeEmail(commands, caller, body, causeOf(context, caller));
        return {
          status: 202,
          body: { message: 'A confirmation link was sent to the new address.' },
          position,
        };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/auth/confirm-email',
      operation: 'confirmEmailChange',
      page: 'confirm-email',
      summary: 'Confirms a change of email address with the emailed link.',
      tag,
      auth: 'none',
      body: confirmEmailChangeInput,
      answers: { 200: { description: 'The account with its new address.', body: userJson } },
      refusals: ['link_used', 'email_taken'],
      limits: ({ body, network }) => [
        ['link.source', network],
        ['link.account', body.token],
      ],
      async handle({ body, context, caller }) {
        const changed = await confirmEmailChange(commands, body, causeOf(context, caller));
        return await accountAnswer(dependencies, caller, changed);
      },
    }),
  ];
}
