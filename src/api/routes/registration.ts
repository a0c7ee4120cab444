import { z } from 'zod';
import { register, registerInput } from '../../commands/accounts/register.js';
import { registerPrivately } from '../../commands/accounts/register-privately.js';
import { resendVerification, resendVerificationInput } from '../../commands/accounts/resend-verification.js';
import { verifyEmail, verifyEmailInput } from '../../commands/accounts/verify-email.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import { emailKey, mailLimit } from '../http/limits/rate-limit-keys.js';
import { causeOf } from '../http/requests/cause.js';
import type { RouteDependencies } from './dependencies.js';
import { messageJson } from '../answers/message-json.js';
import { accountAnswer } from '../answers/account-answer.js';
import { userJson } from '../answers/user-json.js';

const signedUpJson = userJson
  .extend({
    verificationToken: z.string().optional().meta({
      description:
        'Returned in development only (EXPOSE_VERIFICATION_TOKEN), because it defeats verification.',
    }),
  })
  .meta({ id: 'SignedUp' });

const tag = 'Registration';

/** Routes to register and to verify the email address. */
export function registrationRoutes(dependencies: RouteDependencies): Route[] {
  const { commands, exposeVerificationToken } = dependencies;
  const { privateSignUp } = commands.rules;
  return [
    defineRoute({
      method: 'post',
      path: '/auth/signup',
      operation: 'signUp',
      page: 'sign-up',
      summary: 'Creates an account and emails a verification link.',
      tag,
      auth: 'none',
      body: registerInput,
      answers: {
        201: { description: 'The account.', body: signedUpJson },
        202: {
          description: 'The response is the same for every address. Returned if SIGNUP_PRIVACY is strict.',
          body: messageJson,
        },
      },
      refusals: ['email_taken', 'sso_required', 'weak_password', 'registration_lapsed', 'too_busy'],
      limits: ({ body, network }) => [
        ['sign-up.source', network],
        privateSignUp ? mailLimit('sign-up', body.email) : ['sign-up.account', emailKey(body.email)],
      ],
      async handle({ body, context, caller }) {
        const cause = causeOf(context, caller);
        if (privateSignUp) {
          await registerPrivately(commands, body, cause);
          return { status: 202, body: { message: 'Check your email for the next step.' } };
        }
        const registered = await register(commands, body, cause);
        const { id: userId, verification } = registered.account;
        const token =
          exposeVerificationToken && verification.newest !== null
            ? commands.linkTokens.issue('verify-email', { userId, eventId: verification.newest.event })
            : null;
        const answer = await accountAnswer(dependencies, caller, registered);
        const body201 = { ...answer.body, ...(token !== null && { verificationToken: token }) };
        return { ...answer, status: 201, body: body201 };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/auth/verify-email',
      operation: 'verifyEmail',
      page: 'verify-email',
      summary: 'Verifies an email address with the emailed link.',
      tag,
      auth: 'none',
      body: verifyEmailInput,
      answers: { 200: { description: 'The verified account.', body: userJson } },
      refusals: ['link_used'],
      limits: ({ body, network }) => [
        ['link.source', network],
        ['link.account', body.token],
      ],
      async handle({ body, context, caller }) {
        const changed = await verifyEmail(commands, body, causeOf(context, caller));
        return await accountAnswer(dependencies, caller, changed);
      },
    }),
    defineRoute({
      method: 'post',
      path: '/auth/resend-verification',
      operation: 'resendVerification',
      summary: 'Emails a new verification link if the address belongs to an unverified account.',
      tag,
      auth: 'none',
      body: resendVerificationInput,
      answers: { 202: { description: 'The response is the same for every address.', body: messageJson } },
      refusals: [],
      limits: ({ body, network }) => [['mail.source', network], mailLimit('verification', body.email)],
      async handle({ body, context, caller }) {
        await resendVerification(commands, body, causeOf(context, caller));
        return {
          status: 202,
          body: { message: 'If the address needs verification, a verification link was sent to it.' },
        };
      },
    }),
  ];
}
