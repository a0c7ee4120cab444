import { z } from 'zod';
import { requireRecentSession } from '../../commands/steps/require-recent-session.js';
import { removePassword } from '../../commands/passwords/remove-password.js';
import { setPassword, setPasswordInput } from '../../commands/passwords/set-password.js';
import { restoreIdentity, restoreIdentityInput } from '../../commands/federation/restore-identity.js';
import { unlinkIdentity } from '../../commands/federation/unlink-identity.js';
import { requireRegistered } from '../../domain/user/decisions.js';
import { userAt } from '../../domain/user/user.js';
import { loadState } from '../../eventstore/folding/load-state.js';
import { entrancesOf } from '../federation/entrances.js';
import { startFlow, requireProvider } from '../federation/federation.js';
import { redirectTarget } from '../http/requests/redirect-target.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import { causeOf } from '../http/requests/cause.js';
import type { RouteDependencies } from './dependencies.js';
import { accountAnswer } from '../answers/account-answer.js';
import { messageJson } from '../answers/message-json.js';
import { userJson } from '../answers/user-json.js';
import { hintFields, providerPath } from './oauth.js';

const identitiesJson = z
  .strictObject({
    items: z.array(
      z.strictObject({
        provider: z.string(),
        label: z.string().meta({ description: 'The name of the account at the provider.' }),
        linked_at: z.iso.datetime(),
      }),
    ),
    next_cursor: z.null(),
    has_password: z.boolean(),
  })
  .meta({ id: 'Identities' });

const tag = 'Own account';

/** Routes with which users manage their sign-in methods. */
export function identityRoutes(dependencies: RouteDependencies): Route[] {
  const { commands, oauth } = dependencies;
  return [
    defineRoute({
      method: 'get',
      path: '/auth/identities',
      operation: 'listIdentities',
      summary:
        'Lists the identity providers linked to the account of the caller, and whether it has a password.',
      tag,
      auth: 'user',
      answers: { 200: { description: 'The identities.', body: identitiesJson } },
      refusals: ['unknown_user'],
      async handle({ caller }) {
        const { identities, password } = requireRegistered(
          await loadState(commands.log, userAt(caller.userId)),
        );
        const items = identities.map(({ provider, label, linkedAt }) => ({
          provider,
          label,
          linked_at: linkedAt.toISOString(),
        }));
        return { status: 200, body: { items, next_cursor: null, has_password: password !== null } };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/oauth/{provider}/link',
      operation: 'linkProvider',
      summary: 'Starts linking an identity provider. Requires a recent sign-in.',
      tag,
      auth: 'user',
      params: providerPath,
      body: z.strictObject({ return_to: z.string().max(4096).optional(), ...hintFields }),
      answers: {
        200: {
          description: 'The URL to open in the browser that sent this request.',
          body: z.strictObject({ authorization_url: z.string() }),
          headers: { 'Set-Cookie': 'Binds the flow to the browser.' },
        },
      },
      refusals: [
        'unknown_provider',
        'reauthentication_required',
        'untrustworthy_answer',
        'provider_unavailable',
      ],
      limits: ({ caller, network }) => [
        ['oauth.source', network],
        ['oauth.account', caller.userId],
      ],
      async handle({ params, body, context, caller }) {
        const provider = requireProvider(oauth, params.provider);
        await requireRecentSession(commands, caller, context.now);
        const { userId, sessionId } = caller;
        const intent = { kind: 'link' as const, userId, sessionId };
        const { return_to: target, ...hints } = body;
        const returnTo = redirectTarget(target, oauth.returnTargets);
        const request = { intent, returnTo, browser: context.browser.secret, hints };
        const { url, cookie } = await startFlow(oauth, provider, request);
        return { status: 200, body: { authorization_url: url }, headers: { 'Set-Cookie': cookie } };
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/auth/identities/{provider}',
      operation: 'unlinkProvider',
      summary: 'Unlinks an identity provider and ends all other sessions. Requires a recent sign-in.',
      tag,
      auth: 'user',
      params: providerPath,
      answers: { 200: { description: 'The provider is unlinked.', body: messageJson } },
      refusals: ['unknown_identity', 'unknown_user', 'last_way_in', 'reauthentication_required'],
      async handle({ params, context, caller }) {
        const cause = causeOf(context, caller);
        const unlink = { ...params, entrances: entrancesOf(dependencies) };
        const { position } = await unlinkIdentity(commands, caller, unlink, cause);
        const message = 'The provider is unlinked. All other sessions have ended.';
        return { status: 200, body: { message }, position };
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/auth/password',
      operation: 'removePassword',
      summary: 'Removes the password and ends all other sessions. Requires a recent sign-in.',
      tag,
      auth: 'user',
      answers: { 200: { description: 'The account has no password.', body: messageJson } },
      refusals: ['no_password', 'last_way_in', 'unknown_user', 'reauthentication_required'],
      limits: ({ caller }) => [['password.account', caller.userId]],
      async handle({ context, caller }) {
        const cause = causeOf(context, caller);
        const { position } = await removePassword(commands, caller, entrancesOf(dependencies), cause);
        const message = 'The password is removed. All other sessions have ended.';
        return { status: 200, body: { message }, position };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/auth/restore-identity',
      operation: 'restoreIdentity',
      page: 'restore-identity',
      summary: 'Restores an identity that a password reset removed, with the emailed link.',
      tag,
      auth: 'none',
      body: restoreIdentityInput,
      answers: { 200: { description: 'The account. No session is started.', body: userJson } },
      refusals: ['link_used', 'identity_taken', 'provider_linked'],
      limits: ({ body, network }) => [
        ['link.source', network],
        ['link.account', body.token],
      ],
      async handle({ body, context, caller }) {
        const changed = await restoreIdentity(commands, body, causeOf(context, caller));
        return await accountAnswer(dependencies, caller, changed);
      },
    }),
    defineRoute({
      method: 'post',
      path: '/auth/set-password',
      operation: 'setPassword',
      summary: 'Sets a password for an account without one. Requires a recent sign-in.',
      tag,
      auth: 'user',
      body: setPasswordInput,
      answers: { 200: { description: 'The password is set.', body: messageJson } },
      refusals: ['password_exists', 'weak_password', 'reauthentication_required', 'unknown_user', 'too_busy'],
      limits: ({ caller }) => [['password.account', caller.userId]],
      async handle({ body, context, caller }) {
        const { position } = await setPassword(commands, caller, body, causeOf(context, caller));
        return { status: 200, body: { message: 'The password is set.' }, position };
      },
    }),
  ];
}
