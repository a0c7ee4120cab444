import { z } from 'zod';
import { SIGN_IN_LINK_MS } from '../../commands/authentication/mailed/issue-sign-in-link.js';
import { requestSignInLink } from '../../commands/authentication/mailed/request-sign-in-link.js';
import { signInByCode } from '../../commands/authentication/mailed/sign-in-by-code.js';
import { signInByLink } from '../../commands/authentication/mailed/sign-in-by-link.js';
import { signUpByMail } from '../../commands/authentication/mailed/sign-up-by-mail.js';
import * as fields from '../../commands/input-schemas.js';
import { requestedAnswer, requestedAnswers } from '../mailed/requested-answer.js';
import { sessionAnswer } from '../answers/session-answer.js';
import { byCookieField, signInAnswers } from '../answers/session-grant-json.js';
import { presentedSession } from '../http/authentication/presented-session.js';
import { causeOf } from '../http/requests/cause.js';
import { admitCookieRequest } from '../http/requests/same-origin.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import type { MailedSignIn } from '../mailed/mailed-sign-in.js';
import { challengeField, proofFields, provenBinding } from '../mailed/request-proof.js';
import type { RouteDependencies } from './dependencies.js';

const tag = 'Sign-in';

/** A code as people type it, in one or two groups. */
const codeField = z
  .string()
  .regex(/^[0-9]{4} ?[0-9]{4}$/)
  .meta({ example: '0417 3358' });

/** Routes to sign in and to sign up by mail. None if they are turned off. */
export function signInLinkRoutes(dependencies: RouteDependencies): Route[] {
  const { mailedSignIn } = dependencies;
  if (mailedSignIn === null) return [];
  const requests = requestRoutes(dependencies, mailedSignIn);
  return [...requests, ...confirmRoutes(dependencies)];
}

function requestRoutes(dependencies: RouteDependencies, mailedSignIn: MailedSignIn): Route[] {
  const { commands } = dependencies;
  const { passwordlessSignUp, verificationTtlMs } = commands.rules;
  const shared = {
    method: 'post',
    tag,
    auth: 'none',
    answers: requestedAnswers,
    refusals: ['sso_required'],
  } as const;
  const linkRoute = defineRoute({
    ...shared,
    path: '/auth/sign-in-link',
    operation: 'requestSignInLink',
    summary: 'Emails a link and a code to sign in if the address belongs to an account.',
    body: z.strictObject({ email: fields.email, code_challenge: challengeField }),
    limits: ({ network }) => [['mail.source', network]],
    async handle({ body: { email, code_challenge: challenge }, context, caller }) {
      const request = { kind: 'sign-in', email, challenge, lifeMs: SIGN_IN_LINK_MS } as const;
      return await requestedAnswer(dependencies, mailedSignIn, request, context.browser, (binding) =>
        requestSignInLink(commands, email, binding, causeOf(context, caller)),
      );
    },
  });
  const signUpRoute = defineRoute({
    ...shared,
    path: '/auth/passwordless/signup',
    operation: 'signUpByMail',
    summary: 'Emails a link that opens an account without a password, if the address has none.',
    body: z.strictObject({ email: fields.email, username: fields.username, code_challenge: challengeField }),
    limits: ({ network }) => [
      ['sign-up.source', network],
      ['mail.source', network],
    ],
    async handle({ body: { email, username, code_challenge: challenge }, context, caller }) {
      const request = { kind: 'sign-up', email, challenge, lifeMs: verificationTtlMs } as const;
      return await requestedAnswer(dependencies, mailedSignIn, request, context.browser, (binding) =>
        signUpByMail(commands, { email, username }, binding, causeOf(context, caller)),
      );
    },
  });
  return passwordlessSignUp ? [linkRoute, signUpRoute] : [linkRoute];
}

function confirmRoutes(dependencies: RouteDependencies): Route[] {
  const { commands, requestBindings } = dependencies;
  const shared = {
    method: 'post',
    tag,
    auth: 'optional',
    answers: signInAnswers,
    admit: admitCookieRequest,
  } as const;
  const sharedRefusals = ['mfa_required', 'sso_required', 'cross_site_request'] as const;
  return [
    defineRoute({
      ...shared,
      path: '/auth/sign-in-link/confirm',
      operation: 'signInByLink',
      summary:
        'Signs in with an emailed link, where it was requested. Replaces the presented session, if any.',
      body: z.strictObject({ token: fields.linkToken, ...proofFields, cookie: byCookieField }),
      refusals: ['link_used', 'other_browser', ...sharedRefusals],
      limits: ({ body, network }) => [
        ['link.source', network],
        ['link.account', body.token],
      ],
      async handle({ body: { token, cookie = false, ...proof }, context, caller }) {
        const opened = { token, request: provenBinding(requestBindings, proof, context.browser) };
        const presented = presentedSession(commands, caller, context);
        const session = await signInByLink(commands, opened, causeOf(context, caller), presented);
        return await sessionAnswer(dependencies, session, cookie, context.now);
      },
    }),
    defineRoute({
      ...shared,
      path: '/auth/sign-in-code/confirm',
      operation: 'signInByCode',
      summary:
        'Signs in with an emailed code, where it was requested. Replaces the presented session, if any.',
      body: z.strictObject({
        email: fields.email,
        code: codeField,
        ...proofFields,
        cookie: byCookieField,
      }),
      refusals: ['invalid_code', ...sharedRefusals],
      limits: ({ network }) => [['sign-in.source', network]],
      async handle({ body: { email, code, cookie = false, ...proof }, context, caller }) {
        const request = provenBinding(requestBindings, proof, context.browser);
        const typed = { email, code: code.replace(' ', ''), request };
        const presented = presentedSession(commands, caller, context);
        const session = await signInByCode(commands, typed, causeOf(context, caller), presented);
        return await sessionAnswer(dependencies, session, cookie, context.now);
      },
    }),
  ];
}
