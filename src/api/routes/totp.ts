import { renderSVG } from 'uqr';
import { z } from 'zod';
import { confirmTotp, confirmTotpInput } from '../../commands/factors/totp/confirm-totp.js';
import {
  startTotpEnrolment,
  startTotpEnrolmentInput,
} from '../../commands/factors/totp/start-totp-enrolment.js';
import { addedFactorAnswer, addedFactorAnswers } from '../answers/factors/added-factor-answer.js';
import { byCookieField } from '../answers/session-grant-json.js';
import { presentedSession } from '../http/authentication/presented-session.js';
import type { ProblemCode } from '../http/problems/problem-table.js';
import { causeOf } from '../http/requests/cause.js';
import {
  enrolmentCaller,
  enrolmentFields,
  enrolmentLimits,
  enrolmentRefusals,
} from '../http/requests/mfa-token.js';
import { admitCookieRequest } from '../http/requests/same-origin.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import type { RouteDependencies } from './dependencies.js';

const tag = 'Second factors';

const enrolmentJson = z
  .strictObject({
    enrolment_token: z.string(),
    secret: z.string().meta({ description: 'The shared secret in base32, to type into an app.' }),
    otpauth_uri: z.string(),
    qr_svg: z.string().meta({ description: 'The URI as a QR code, an SVG image.' }),
    expires_in: z.int(),
  })
  .meta({ id: 'TotpEnrolment' });
const refusals: readonly ProblemCode[] = [...enrolmentRefusals, 'factor_limit', 'unknown_user'];

/** Routes that enrol an authenticator app. */
export function totpRoutes(dependencies: RouteDependencies): Route[] {
  const { commands } = dependencies;
  return [
    defineRoute({
      method: 'post',
      path: '/auth/factors/totp',
      operation: 'startTotpEnrolment',
      summary: 'Starts the enrolment of an authenticator app. Requires a recent proof.',
      tag,
      auth: 'optional',
      // Nothing is stored yet, and two callers may send the same body.
      ignoresIdempotencyKey: true,
      body: startTotpEnrolmentInput.extend(enrolmentFields),
      answers: {
        200: { description: 'The shared secret. A code of the app confirms it.', body: enrolmentJson },
      },
      refusals,
      limits: enrolmentLimits,
      async handle({ body: { mfa_token, setup_token, ...input }, context, caller }) {
        const cause = causeOf(context, caller);
        const enroller = enrolmentCaller(caller, { mfa_token, setup_token });
        const { enrolmentToken, secret, uri, expiresInSeconds } = await startTotpEnrolment(
          commands,
          enroller,
          input,
          cause,
        );
        return {
          status: 200,
          body: {
            enrolment_token: enrolmentToken,
            secret,
            otpauth_uri: uri,
            qr_svg: renderSVG(uri),
            expires_in: expiresInSeconds,
          },
        };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/auth/factors/totp/confirm',
      operation: 'confirmTotp',
      summary: 'Confirms an authenticator app with its first code. A first factor ends all other sessions.',
      tag,
      auth: 'optional',
      body: confirmTotpInput.extend({ ...enrolmentFields, cookie: byCookieField }),
      answers: addedFactorAnswers,
      refusals: [
        ...refusals,
        'wrong_code',
        'enrolment_over',
        'sso_required',
        'invalid_credentials',
        'cross_site_request',
      ],
      limits: enrolmentLimits,
      admit: admitCookieRequest,
      async handle({ body, context, caller }) {
        const { mfa_token, setup_token, cookie: byCookie = false, ...input } = body;
        const enroller = enrolmentCaller(caller, { mfa_token, setup_token });
        const presented = presentedSession(commands, caller, context);
        const added = await confirmTotp(commands, enroller, input, presented, causeOf(context, caller));
        return await addedFactorAnswer(dependencies, added, byCookie, context.now);
      },
    }),
  ];
}
