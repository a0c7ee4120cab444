import { z } from 'zod';
import {
  requestSecondStepCode,
  requestStepUpCode,
  smsCodeInput,
} from '../../commands/authentication/sms/request-sms-code.js';
import type { SentSms } from '../../commands/authentication/sms/send-sms-code.js';
import { confirmPhone, confirmPhoneInput } from '../../commands/factors/phone/confirm-phone.js';
import {
  startPhoneEnrolment,
  startPhoneEnrolmentInput,
} from '../../commands/factors/phone/start-phone-enrolment.js';
import { addedFactorAnswer, addedFactorAnswers } from '../answers/factors/added-factor-answer.js';
import { byCookieField } from '../answers/session-grant-json.js';
import { presentedSession } from '../http/authentication/presented-session.js';
import { Problem } from '../http/problems/problem.js';
import type { ProblemCode } from '../http/problems/problem-table.js';
import { causeOf } from '../http/requests/cause.js';
import {
  enrolmentCaller,
  enrolmentFields,
  enrolmentLimits,
  enrolmentRefusals,
  mfaTokenField,
} from '../http/requests/mfa-token.js';
import { admitCookieRequest } from '../http/requests/same-origin.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import type { RouteDependencies } from './dependencies.js';

const sent = {
  message: z.string(),
  expires_in: z.int().meta({ description: 'Seconds for which the code works.' }),
  resend_after: z.int().meta({ description: 'Seconds after which another code can be sent.' }),
};
const sentJson = z.strictObject(sent).meta({ id: 'SentCode' });
const enrolmentJson = z.strictObject({ enrolment_token: z.string(), ...sent }).meta({ id: 'PhoneEnrolment' });

const sending: ProblemCode[] = ['rate_limited', 'sms_unavailable'];
const refusals: ProblemCode[] = [
  ...enrolmentRefusals,
  'factor_exists',
  'factor_limit',
  'phone_alone',
  'unknown_user',
  'not_found',
];

/** Routes that enrol a phone, and that send codes to one. Only a session or a first proof reaches them. */
export function phoneRoutes(dependencies: RouteDependencies): Route[] {
  const { commands } = dependencies;
  return [
    defineRoute({
      method: 'post',
      path: '/auth/factors/phone',
      operation: 'startPhoneEnrolment',
      summary: 'Sends a code to a phone, to enrol it as a second factor. Requires a recent proof.',
      tag: 'Second factors',
      auth: 'optional',
      ignoresIdempotencyKey: true,
      body: startPhoneEnrolmentInput.extend(enrolmentFields),
      answers: { 202: { description: 'A code is on its way. It confirms the phone.', body: enrolmentJson } },
      refusals: [...refusals, ...sending, 'phone_refused'],
      limits: enrolmentLimits,
      async handle({ body: { mfa_token, setup_token, ...input }, context, caller }) {
        requireOffered(dependencies);
        const enroller = enrolmentCaller(caller, { mfa_token, setup_token });
        const started = await startPhoneEnrolment(commands, enroller, input, causeOf(context, caller));
        return { status: 202, body: { enrolment_token: started.enrolmentToken, ...sentBody(started) } };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/auth/factors/phone/confirm',
      operation: 'confirmPhone',
      summary: 'Confirms a phone with the code that it received. A first factor ends all other sessions.',
      tag: 'Second factors',
      auth: 'optional',
      body: confirmPhoneInput.extend({ ...enrolmentFields, cookie: byCookieField }),
      answers: addedFactorAnswers,
      refusals: [
        ...refusals,
        'wrong_code',
        'enrolment_over',
        'invalid_credentials',
        'sso_required',
        'cross_site_request',
      ],
      limits: enrolmentLimits,
      admit: admitCookieRequest,
      async handle({ body, context, caller }) {
        requireOffered(dependencies);
        const { mfa_token, setup_token, cookie: byCookie = false, ...input } = body;
        const enroller = enrolmentCaller(caller, { mfa_token, setup_token });
        const presented = presentedSession(commands, caller, context);
        const added = await confirmPhone(commands, enroller, input, presented, causeOf(context, caller));
        return await addedFactorAnswer(dependencies, added, byCookie, context.now);
      },
    }),
    defineRoute({
      method: 'post',
      path: '/auth/mfa/code',
      operation: 'sendSecondStepCode',
      summary: 'Sends a code to a phone of the account, to complete a sign-in.',
      tag: 'Sign-in',
      auth: 'none',
      ignoresIdempotencyKey: true,
      body: smsCodeInput.extend({ mfa_token: mfaTokenField }),
      answers: { 202: { description: 'A code is on its way.', body: sentJson } },
      refusals: ['invalid_mfa_token', 'unknown_factor', ...sending],
      limits: ({ network }) => [['factor.source', network]],
      async handle({ body: { mfa_token: token, factor_id: factorId }, context, caller }) {
        const code = await requestSecondStepCode(commands, token, factorId, causeOf(context, caller));
        return { status: 202, body: sentBody(code) };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/auth/step-up/code',
      operation: 'sendStepUpCode',
      summary: 'Sends a code to a phone of the caller, to prove the identity again.',
      tag: 'Sign-in',
      auth: 'user',
      ignoresIdempotencyKey: true,
      body: smsCodeInput,
      answers: { 202: { description: 'A code is on its way.', body: sentJson } },
      refusals: ['unknown_user', 'unknown_factor', ...sending],
      limits: ({ caller }) => [['factor.account', caller.userId]],
      async handle({ body: { factor_id: factorId }, context, caller }) {
        const code = await requestStepUpCode(commands, caller, factorId, causeOf(context, caller));
        return { status: 202, body: sentBody(code) };
      },
    }),
  ];
}

/** @throws Problem not_found: the service sends no text messages, and phones do not exist in it */
function requireOffered({ commands }: RouteDependencies): void {
  if (commands.sms === null) throw new Problem('not_found');
}

function sentBody({ expiresInSeconds, resendAfterSeconds }: Omit<SentSms, 'code'>) {
  return {
    message: 'A code is on its way to the phone.',
    expires_in: expiresInSeconds,
    resend_after: resendAfterSeconds,
  };
}
