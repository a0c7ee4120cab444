import { z } from 'zod';
import { register, registerInput } from '../../commands/accounts/register.js';
import { registerPrivately } from '../../commands/accounts/register-privately.js';
import { resendVerification, resendVerificationInput } from '../../commands/accounts/resend-verification.js';
import { verifyEmail, verifyEmailInput } from '../../commands/accounts/verify-email.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import { addressKey } from '../http/limits/address-key.js';
import { mailLimit } from '../http/limits/rate-limit-keys.js';
import { causeOf } from '../http/requests/cause.js';
import type { RouteDependencies } from './dependencies.js';
import { messageJson } from '../answers/message-json.js';
import { accountAnswer } from '../answers/account-answer.js';
import { userJson } from '../answers/user-json.js';

const signedUpJson = userJson
  .extend({
    verificationToken: z.string().optional().meta({
      description: 'In development only (EXPOSE_VERIFICATION_TOKEN): handing it out defeats verification.',
    }),
  })
  .meta({ id: 'SignedUp' });

const tag = 'Registration';

export function registrationRoutes(dependencies: RouteDependencies): Route[] {
  const { commands, exposeVerificationToken, privateSignUp } = dependencies;
  return [
    defineRoute({
      method: 'post',
      path: '/auth/signup',
      operation: 'signUp',
      summary: 'Opens an account and mails a link that verifies its address.',
      tag,
      auth: 'none',
      body: registerInput,
      answers: {
        201: { description: 'The account.', body: signedUpJson },
        202: {
          description: 'The same for every address, where SIGNUP_PRIVACY is strict.',
          body: messageJson,
        },
      },
      refusals: ['email_taken', 'weak_password', 'registration_lapsed', 'too_busy'],
      limits: ({ body, network }) => [
        ['sign-up.source', network],
        privateSignUp ? mailLimit('sign-up', body.email) : ['sign-up.account', addressKey(body.email)],
      ],
      async handle({ body, context, caller }) {
        const cause = causeOf(context, caller);
        if (privateSignUp) {
          await registerPrivately(commands, body, cause);
          return { status: 202, body: { message: 'A mail that tells how to go on is on its way.' } };
        }
        const { account, position } = await register(commands, body, cause);
        const link = account.verification;
        const token =
          exposeVerificationToken && link !== null
            ? commands.linkTokens.issue('verify-email', { userId: account.id, eventId: link.event })
            : null;
        return {
          status: 201,
          body: {
            ...(await accountAnswer(dependencies, account, position)),
            ...(token !== null && { verificationToken: token }),
          },
          position,
          revision: account.revision,
          user: account.id,
        };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/auth/verify-email',
      operation: 'verifyEmail',
      summary: 'Verifies the address that a link was mailed to.',
      tag,
      auth: 'none',
      body: verifyEmailInput,
      answers: { 200: { description: 'The account, verified.', body: userJson } },
      refusals: ['link_used'],
      limits: ({ body, network }) => [
        ['link.source', network],
        ['link.account', body.token],
      ],
      async handle({ body, context, caller }) {
        const { account, position } = await verifyEmail(commands, body, causeOf(context, caller));
        return {
          status: 200,
          body: await accountAnswer(dependencies, account, position),
          position,
          revision: account.revision,
          user: account.id,
        };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/auth/resend-verification',
      operation: 'resendVerification',
      summary: 'Mails a new verification link, if the address belongs to an account that needs one.',
      tag,
      auth: 'none',
      body: resendVerificationInput,
      answers: { 202: { description: 'The same for every address.', body: messageJson } },
      refusals: [],
      limits: ({ body, network }) => [['mail.source', network], mailLimit('verification', body.email)],
      async handle({ body, context, caller }) {
        await resendVerification(commands, body, causeOf(context, caller));
        return {
          status: 202,
          body: { message: 'If the address needs verification, a mail with a link is on its way.' },
        };
      },
    }),
  ];
}
