import { clearAttempts, rememberLocation } from '../../../domain/attempts/decisions.js';
import { deriveId, pendingSignInIdSchema } from '../../../domain/ids.js';
import { askSecondFactor as ask } from '../../../domain/pending-sign-in/decisions.js';
import type { FirstProof } from '../../../domain/pending-sign-in/decisions.js';
import { pendingSignInAt } from '../../../domain/pending-sign-in/pending-sign-in.js';
import type { Owed } from '../../../domain/policies/still-owed.js';
import { InvalidCredentials } from '../../../domain/user/decisions.js';
import { usableFactors } from '../../../domain/user/factors/factors.js';
import type { Registered } from '../../../domain/user/user.js';
import type { Cause } from '../../../eventstore/codec.js';
import type { CommandDependencies } from '../../dependencies.js';
import { handle } from '../../handle.js';
import { retryOnConflict } from '../../retry-on-conflict.js';
import type { AttemptCounters } from '../../steps/passwords/attempt-counters.js';
import { spendAll, spendingStreams } from '../methods/proof.js';
import type { Proof } from '../methods/proof.js';
import { countFirstStep, firstStepsOf } from './first-steps.js';
import { SecondFactorRequired, secondStepOf } from './second-factor-required.js';

/** The second step that a sign-in owes, and the circumstances of its first proof. */
interface AskedFor {
  readonly owed: NonNullable<Owed>;
  readonly counters: AttemptCounters;
  /** The changes that use up the first proof: it serves this sign-in alone. */
  readonly spent: Proof['spent'];
}

/**
 * Records that a sign-in owes a second factor, uses up the first proof, and clears the attempts on it.
 *
 * @throws DomainError the first proof was used before
 * @returns the refusal for the client, which names the pending sign-in
 * @throws TooManyFirstSteps
 */
export async function askSecondFactor(
  dependencies: Pick<
    CommandDependencies,
    'log' | 'mfaTokens' | 'webauthn' | 'sms' | 'rules' | 'locationFingerprints'
  >,
  account: Registered,
  first: FirstProof,
  { owed, counters, spent }: AskedFor,
  cause: Cause,
): Promise<SecondFactorRequired> {
  const id = deriveId(pendingSignInIdSchema, 'pending sign-in', cause.commandId);
  const { now } = cause;
  const { kind, demandedBy } = owed;
  const offered = usableFactors(account, dependencies.webauthn.relyingParty.id);
  const asked = { enrolment: kind === 'enrolment', demandedBy, offered, now };
  const { states } = await retryOnConflict(() =>
    handle(
      dependencies.log,
      { ...cause, actor: `user:${account.id}` },
      {
        ...spendingStreams(spent),
        attempts: counters.active,
        firstSteps: firstStepsOf(dependencies, counters, cause),
        pending: pendingSignInAt(id),
      },
      ({ firstSteps, pending, ...states }) => ({
        ...spendAll(spent, states, id),
        attempts: counters.isKnownLocation ? rememberLocation(account.id) : clearAttempts(account.id),
        firstSteps: countFirstStep(firstSteps, account.id, now),
        pending: ask(pending, account, first, asked),
      }),
    ),
  );
  if (states.pending.status !== 'asked') throw new InvalidCredentials();
  return new SecondFactorRequired(secondStepOf(dependencies, states.pending, account, now));
}
