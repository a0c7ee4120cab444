import { z } from 'zod';
import {
  passkeySignInOptions,
  signInByPasskey,
  signInByPasskeyInput,
} from '../../commands/authentication/sign-in-by-passkey.js';
import {
  addPasskey,
  addPasskeyInput,
  newPasskeyOptions,
  passkeyOptionsInput,
} from '../../commands/factors/add-passkey.js';
import { creationOptionsSchema, requestOptionsSchema } from '../../security/webauthn/option-schemas.js';
import { factorJson, recoveryCodesJson, toFactorJson } from '../answers/factor-json.js';
import { sessionAnswer } from '../answers/session-answer.js';
import { byCookieField, signInAnswers } from '../answers/session-grant-json.js';
import { presentedSession } from '../http/authentication/presented-session.js';
import { causeOf } from '../http/requests/cause.js';
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
  .strictObject({ factor: factorJson, recovery_codes: recoveryCodesJson.optional() })
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
      refusals: ['invalid_passkey', 'mfa_required', 'cross_site_request'],
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
      auth: 'user',
      ignoresIdempotencyKey: true,
      body: passkeyOptionsInput,
      answers: {
        200: {
          description: 'The options for `navigator.credentials.create()`.',
          body: newPasskeyOptionsJson,
        },
      },
      refusals: ['reauthentication_required', 'unknown_user'],
      limits: ({ caller }) => [['factor.account', caller.userId]],
      async handle({ body: { kind }, context, caller }) {
        const publicKey = await newPasskeyOptions(commands, caller, kind, context.now);
        return { status: 200, body: { public_key: publicKey } };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/auth/factors/passkey',
      operation: 'addPasskey',
      summary: 'Adds a passkey or a security key with the answer of its authenticator.',
      tag: 'Own account',
      auth: 'user',
      body: addPasskeyInput,
      answers: {
        201: { description: 'The credential is added.', body: addedPasskeyJson },
      },
      refusals: [
        'passkey_refused',
        'factor_exists',
        'factor_limit',
        'reauthentication_required',
        'unknown_user',
      ],
      limits: ({ caller, network }) => [
        ['factor.account', caller.userId],
        ['factor.source', network],
      ],
      async handle({ body, context, caller }) {
        const cause = causeOf(context, caller);
        const { passkey, recoveryCodes, position } = await addPasskey(commands, caller, body, cause);
        return {
          status: 201,
          body: {
            factor: toFactorJson(passkey, null, commands),
            ...(recoveryCodes !== null && { recovery_codes: [...recoveryCodes] }),
          },
          position,
        };
      },
    }),
  ];
}
