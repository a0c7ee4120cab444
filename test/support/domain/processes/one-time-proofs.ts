import { askSecondFactor } from '../../../../src/commands/authentication/second-step/ask-second-factor.js';
import { completeSignIn } from '../../../../src/commands/authentication/second-step/complete-sign-in.js';
import {
  secondStepOptions,
  stepUpOptions,
} from '../../../../src/commands/authentication/second-step/key-options.js';
import { SecondFactorRequired } from '../../../../src/commands/authentication/second-step/second-factor-required.js';
import { requestSecondStepCode } from '../../../../src/commands/authentication/sms/request-sms-code.js';
import {
  passkeySignInOptions,
  signInByPasskey,
} from '../../../../src/commands/authentication/sign-in-by-passkey.js';
import { stepUp } from '../../../../src/commands/authentication/step-up.js';
import type { SecondFactorInput } from '../../../../src/commands/authentication/methods/second-factor-methods.js';
import { addPasskey } from '../../../../src/commands/factors/passkeys/add-passkey.js';
import { load } from '../../../../src/commands/handle.js';
import { loadAttemptCounters } from '../../../../src/commands/steps/passwords/attempt-counters.js';
import { oneTimeCodeOf } from '../../../../src/domain/one-time-code/one-time-code.js';
import { SMS_DIGITS } from '../../../../src/domain/one-time-code/sms-code.js';
import { requireRegistered } from '../../../../src/domain/user/decisions.js';
import { userAt } from '../../../../src/domain/user/user.js';
import type { Cause } from '../../../../src/eventstore/codec.js';
import { aCause } from '../../stores/memory/memory-log.js';
import { create } from '../../webauthn/accounts.js';
import { anAuthenticator } from '../../webauthn/ceremonies.js';
import { openLink, requestMail } from '../mailed-sign-ins.js';
import { addPhone } from '../phones.js';
import { enrolledAccount } from '../second-steps.js';
import { codeAt } from '../totp-codes.js';
import type { Service } from './service-processes.js';

/** A client's attempt to use a proof: the same command for each repeat of its cause. */
export type Attempt = (process: Service, cause: Cause) => Promise<unknown>;

/** A proof that works once, and the attempts of several clients to use it. */
export type OneTimeProof = (now: Date) => Promise<Attempt[]>;

const AWAY = { kind: 'second_factor', demandedBy: 'factor' } as const;

/**
 * Prepares an account with every kind of factor. Returns its one-time proofs by name; each call of one makes a new proof.
 */
export async function oneTimeProofs(service: Service): Promise<Readonly<Record<string, OneTimeProof>>> {
  const { grant, seed, added } = await enrolledAccount(service);
  const { userId } = grant;
  const phone = await addPhone(service, grant);
  const authenticator = anAuthenticator();
  const credential = await create(service, grant, authenticator);
  await addPasskey(service, grant, { credential }, aCause());
  const unusedCodes = [...(added.recoveryCodes ?? [])];

  /** Completes the first step of a sign-in, and returns the token of its second one. */
  async function firstStep(now: Date): Promise<string> {
    const cause = aCause(now);
    const account = requireRegistered((await load(service.log, userAt(userId))).state);
    const counters = await loadAttemptCounters(service, userId, cause);
    const first = { amr: ['pwd'], provider: null, device: 'curl', failures: 0, atProvider: null };
    const asked = { owed: AWAY, counters, spent: [] };
    return (await askSecondFactor(service, account, first, asked, cause)).step.mfaToken;
  }

  const completing =
    (token: string, input: SecondFactorInput): Attempt =>
    (process, cause) =>
      completeSignIn(process, token, input, null, cause);
  const steppingUp =
    (input: SecondFactorInput): Attempt =>
    (process, cause) =>
      stepUp(process, grant, input, cause);

  /** One code for two sign-ins, and for a step-up. */
  async function code(input: SecondFactorInput, now: Date): Promise<Attempt[]> {
    const [one, other] = [await firstStep(now), await firstStep(now)];
    return [completing(one, input), completing(other, input), completing(one, input), steppingUp(input)];
  }

  return {
    'a code of an app': (now) => code({ method: 'totp', code: codeAt(now, seed) }, now),
    'a recovery code': async (now) => {
      const next = unusedCodes.pop();
      return next === undefined ? [] : await code({ method: 'recovery_code', code: next }, now);
    },
    'a text message': async (now) => {
      const token = await firstStep(now);
      const { code: sent } = await requestSecondStepCode(service, token, phone, aCause(now));
      const input = { method: 'sms' as const, code: service.codes.codeOf(sent.id, SMS_DIGITS) };
      return [completing(token, input), completing(token, input), completing(await firstStep(now), input)];
    },
    'a mailed link': async (now) => {
      await requestMail(service, undefined, now);
      const { state: sent } = await load(service.log, oneTimeCodeOf(userId, 'sign_in'));
      if (sent === null) throw new Error('No mail was sent.');
      const mail = { token: service.linkTokens.issue('sign-in-link', { userId, eventId: sent.id }) };
      const open: Attempt = (process, cause) => refusedAs(openLink(process, mail, undefined, cause));
      return [open, open, open];
    },
    'the answer of a key in a second step': async (now) => {
      const token = await firstStep(now);
      const { challenge } = await secondStepOptions(service, token, aCause(now));
      const input = { method: 'passkey' as const, credential: authenticator.get(challenge) };
      return [completing(token, input), completing(token, input), completing(await firstStep(now), input)];
    },
    'the answer of a key in a step-up': async (now) => {
      const { challenge } = await stepUpOptions(service, grant, now);
      const input = { method: 'passkey' as const, credential: authenticator.get(challenge) };
      return [steppingUp(input), steppingUp(input), completing(await firstStep(now), input)];
    },
    'the answer of a passkey in a sign-in': (now) => {
      const { challenge } = passkeySignInOptions(service, now).publicKey;
      const answer = authenticator.get(challenge);
      const signIn: Attempt = (process, cause) =>
        signInByPasskey(process, { credential: answer }, cause, null);
      return Promise.resolve([signIn, signIn, signIn]);
    },
  };
}

/** Treats the second step that a sign-in owes as its success. */
async function refusedAs(signIn: Promise<unknown>): Promise<unknown> {
  return await signIn.catch((error: unknown) => {
    if (error instanceof SecondFactorRequired) return error.step;
    throw error;
  });
}
