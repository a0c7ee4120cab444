import { z } from 'zod';
import {
  passkeySignInOptions,
  signInByPasskey,
  signInByPasskeyInput,
} from '../../commands/authentication/sign-in-by-passkey.js';
import { addPasskey, addPasskeyInput } from '../../commands/factors/passkeys/add-passkey.js';
import {
  newPasskeyOptions,
  passkeyOptionsInput,
} from '../../commands/factors/passkeys/new-passkey-options.js';
import { creationOptionsSchema, requestOptionsSchema } from '../../security/webauthn/option-schemas.js';
import { factorJson, recoveryCodesJson, toFactorJson } from '../answers/factors/factor-json.js';
import { sessionAnswer } from '../answers/session-answer.js';
import { byCookieField, signInAnswerJson, signInAnswers } from '../answers/session-grant-json.js';
import { presentedSession } from '../http/authentication/presented-session.js';
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

const signInOptionsJson = z
  .strictObject({
    public_key: requestOptionsSchema,
    expires_in: z.int().meta({ description: 'Seconds until the challenge expires.' }),
  })
  .meta({ id: 'PasskeySignInOptions' });
const newPasskeyOptionsJson = z
  .strictObject({ public_key: creationOptionsSchema })
  .meta({ id: 'NewPasskeyOptions' });
const addedPasskeyJson = z
  .strictObject({
    factor: factorJson,
    recovery_codes: recoveryCodesJson.optional(),
    session: signInAnswerJson
      .optional()
      .meta({ description: 'The session of a sign-in that owed the enrolment.' }),
  })
  .meta({ id: 'AddedPasskey' });

/** Routes to sign in by a passkey, and to add one to the own account. */
export function passkeyRoutes(dependencies: RouteDependencies): Route[] {
  const { commands } = dependencies;
  return [
    defineRoute({
      method: 'post',
      path: '/auth/passkey/options',
      operation: 'startPasskeySignIn',
      summary: 'Returns the options to sign in by a passkey. They are the same for everybody.',
      tag: 'Sign-in',
      auth: 'none',
      ignoresIdempotencyKey: true,
      body: z.strictObject({}),
      answers: {
        200: {
          description: 'The options for `navigator.credentials.get()`.',
          body: signInOptionsJson,
        },
      },
      refusals: [],
      limits: ({ network }) => [['passkey-options.source', network]],
      handle({ context }) {
        const { publicKey, expiresInSeconds } = passkeySignInOptions(commands, context.now);
        return Promise.resolve({
          status: 200,
          body: { public_key: publicKey, expires_in: expiresInSeconds },
        });
      },
    }),
    defineRoute({
      method: 'post',
      path: '/auth/passkey/login',
      operation: 'signInByPasskey',
      summary: 'Signs in by a passkey. Replaces the presented session, if any.',
      tag: 'Sign-in',
      auth: 'optional',
      body: signInByPasskeyInput.extend({ cookie: byCookieField }),
      answers: signInAnswers,
      refusals: ['invalid_passkey', 'mfa_required', 'sso_required', 'cross_site_request'],
      limits: ({ network }) => [['passkey.source', network]],
      admit: admitCookieRequest,
      async handle({ body: { cookie: byCookie = false, credential }, context, caller }) {
        const presented = presentedSession(commands, caller, context);
        const cause = causeOf(context, caller);
        const session = await signInByPasskey(commands, { credential }, cause, presented);
        return await sessionAnswer(dependencies, session, byCookie, context.now);
      },
    }),
    defineRoute({
      method: 'post',
      path: '/auth/factors/passkey/options',
      operation: 'startAddingPasskey',
      summary: 'Returns the options to create a passkey or a security key. Requires a recent sign-in.',
      tag: 'Own account',
      auth: 'optional',
      ignoresIdempotencyKey: true,
      body: passkeyOptionsInput.extend(enrolmentFields),
      answers: {
        200: {
          description: 'The options for `navigator.credentials.create()`.',
          body: newPasskeyOptionsJson,
        },
      },
      refusals: [...enrolmentRefusals, 'unknown_user'],
      limits: enrolmentLimits,
      async handle({ body: { kind, ...proof }, context, caller }) {
        const enroller = enrolmentCaller(caller, proof);
        const publicKey = await newPasskeyOptions(commands, enroller, kind, causeOf(context, caller));
        return { status: 200, body: { public_key: publicKey } };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/auth/factors/passkey',
      operation: 'addPasskey',
      summary: 'Adds a passkey or a security key with the answer of its authenticator.',
      tag: 'Own account',
      auth: 'optional',
      body: addPasskeyInput.extend({ ...enrolmentFields, cookie: byCookieField }),
      answers: {
        201: {
          description: 'The credential is added.',
          body: addedPasskeyJson,
          headers: { 'Set-Cookie': 'The tokens of a new session, if the client asked for cookies.' },
        },
      },
      refusals: [
        'sso_required',
        ...enrolmentRefusals,
        'passkey_refused',
        'authenticator_refused',
        'factor_exists',
        'factor_limit',
        'unknown_user',
        'invalid_credentials',
        'cross_site_request',
      ],
      limits: enrolmentLimits,
      admit: admitCookieRequest,
      async handle({ body, context, caller }) {
        const { mfa_token, setup_token, cookie: byCookie = false, ...input } = body;
        const enroller = enrolmentCaller(caller, { mfa_token, setup_token });
        const presented = presentedSession(commands, caller, context);
        const added = await addPasskey(commands, enroller, input, causeOf(context, caller), presented);
        const { passkey, recoveryCodes, session, position } = added;
        const granted =
          session === null ? null : await sessionAnswer(dependencies, session, byCookie, context.now);
        return {
          status: 201,
          body: {
            factor: toFactorJson(passkey, null, commands),
            ...(recoveryCodes !== null && { recovery_codes: [...recoveryCodes] }),
            ...(granted !== null && { session: granted.body }),
          },
          position,
          ...(granted !== null && { user: granted.user, headers: granted.headers ?? {} }),
        };
      },
    }),
  ];
}
