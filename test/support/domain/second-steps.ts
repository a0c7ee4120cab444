import { SecondFactorRequired } from '../../../src/commands/authentication/second-step/second-factor-required.js';
import type { SecondStep } from '../../../src/commands/authentication/second-step/second-factor-required.js';
import { signIn } from '../../../src/commands/authentication/sign-in.js';
import { confirmTotp } from '../../../src/commands/factors/totp/confirm-totp.js';
import type { AddedFactor } from '../../../src/commands/factors/enrolment/confirm-enrolment.js';
import type { EnrolmentCaller } from '../../../src/commands/factors/enroller.js';
import { startTotpEnrolment } from '../../../src/commands/factors/totp/start-totp-enrolment.js';
import { handle } from '../../../src/commands/handle.js';
import type { SessionGrant } from '../../../src/commands/steps/session-grant.js';
import type { UserId } from '../../../src/domain/ids.js';
import { emailAddress } from '../../../src/domain/user/email-address.js';
import { userAt } from '../../../src/domain/user/user.js';
import type { Cause } from '../../../src/eventstore/codec.js';
import { aCause } from '../stores/memory/memory-log.js';
import { PASSWORD, verifiedAccount } from './command-world.js';
import type { World } from './command-world.js';
import { aFactorId, totpAdded } from './factor-events.js';
import { codeAt } from './totp-codes.js';
import { NOW } from './user-history.js';

export const credentials = { email: emailAddress('ada@example.com'), password: PASSWORD };

/** A time some minutes after the usual one. A code works once, so each step of a test needs a time of its own. */
export function minutesLater(minutes: number): Date {
  return new Date(NOW.getTime() + minutes * 60_000);
}

/** Adds an authenticator app with the usual secret to an account. */
export async function addFactor(world: World, userId: UserId, factorId = aFactorId()): Promise<void> {
  await handle(world.log, aCause(), { user: userAt(userId) }, () => ({ user: [totpAdded(factorId)] }));
}

/** An account that can sign in and has an authenticator app. */
export async function accountWithFactor(world: World, factorId = aFactorId()) {
  const account = await verifiedAccount(world);
  await addFactor(world, account.id, factorId);
  return account;
}

/** Waits for a sign-in to be refused, and returns the second step that it owes. */
export async function owedStep(work: Promise<unknown>): Promise<SecondStep> {
  const refusal: unknown = await work.catch((error: unknown) => error);
  if (refusal instanceof SecondFactorRequired) return refusal.step;
  throw new Error('The sign-in owes no second step.', { cause: refusal });
}

/** Signs in by password and returns the token of the second step that is owed. */
export async function firstStep(world: World, now = NOW): Promise<string> {
  return (await owedStep(signIn(world, credentials, aCause(now)))).mfaToken;
}

/** Account with an authenticator app that its owner enrolled in a session. */
export interface EnrolledAccount {
  readonly userId: UserId;
  readonly seed: string;
  readonly grant: SessionGrant;
  readonly added: AddedFactor;
}

/** Enrols an authenticator app. */
export async function enrol(
  world: World,
  caller: EnrolmentCaller,
  cause: Cause = aCause(),
): Promise<{ added: AddedFactor; seed: string }> {
  const { enrolmentToken, secret } = await startTotpEnrolment(world, caller, {}, aCause(cause.now));
  const input = { enrolment_token: enrolmentToken, code: codeAt(cause.now, secret) };
  return { added: await confirmTotp(world, caller, input, null, cause), seed: secret };
}

/** Signs in and enrols a first authenticator app in that session. */
export async function enrolledAccount(world: World): Promise<EnrolledAccount> {
  const { id } = await verifiedAccount(world);
  const grant = await signIn(world, credentials, aCause());
  return { userId: id, grant, ...(await enrol(world, grant)) };
}
