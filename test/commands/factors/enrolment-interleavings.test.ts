import { describe, expect, test } from '@jest/globals';
import { signIn } from '../../../src/commands/authentication/sign-in.js';
import type { EnrolmentCaller } from '../../../src/commands/factors/enroller.js';
import type { AddedFactor } from '../../../src/commands/factors/enrolment/confirm-enrolment.js';
import { confirmTotp } from '../../../src/commands/factors/totp/confirm-totp.js';
import { startTotpEnrolment } from '../../../src/commands/factors/totp/start-totp-enrolment.js';
import { handle } from '../../../src/commands/handle.js';
import { DomainError } from '../../../src/domain/domain-error.js';
import { userAt } from '../../../src/domain/user/user.js';
import { createFoldCache } from '../../../src/eventstore/folding/fold-cache.js';
import { openMemoryEventStore } from '../../../src/eventstore/memory.js';
import { WrongExpectedRevision } from '../../../src/eventstore/port.js';
import type { EventStore } from '../../../src/eventstore/port.js';
import { chance } from '../../support/domain/chance.js';
import { verifiedAccount } from '../../support/domain/command-world.js';
import { secondFactorDemanded } from '../../support/domain/factor-events.js';
import { serviceOn } from '../../support/domain/processes/service-processes.js';
import type { Service } from '../../support/domain/processes/service-processes.js';
import { interleave, stepwise } from '../../support/domain/processes/stepwise.js';
import { credentials, firstStep } from '../../support/domain/second-steps.js';
import { codeAt } from '../../support/domain/totp-codes.js';
import { NOW } from '../../support/domain/user-history.js';
import { singleStreamStore } from '../../support/hostile/faulty-store.js';
import { aCause } from '../../support/stores/memory/memory-log.js';

/** `ENROLMENT_ROUNDS=5000` prolongs the test. A failure names the seed of its round. */
const ROUNDS = Number(process.env['ENROLMENT_ROUNDS'] ?? 10);
const MOST_CALLS = 24;

const stores: [string, (store: EventStore) => EventStore][] = [
  ['appends to several streams at once', (store) => store],
  ['appends to one stream at a time', singleStreamStore],
];

/** A signed-in user, or a sign-in that owes an enrolment, of a new account. */
async function newCaller(service: Service, owed: boolean): Promise<EnrolmentCaller> {
  const { id } = await verifiedAccount(service);
  if (!owed) return await signIn(service, credentials, aCause());
  await handle(service.log, aCause(), { user: userAt(id) }, () => ({ user: [secondFactorDemanded] }));
  return { mfaToken: await firstStep(service) };
}

/** Starts an enrolment and returns its confirmation, for any process. */
async function newEnrolment(service: Service, caller: EnrolmentCaller) {
  const { enrolmentToken, secret } = await startTotpEnrolment(service, caller, {}, aCause());
  const input = { enrolment_token: enrolmentToken, code: codeAt(NOW, secret) };
  return async (process: Service) => await confirmTotp(process, caller, input, null, aCause());
}

/** Returns the result of a confirmation, or null for a refusal. Any other error fails. */
function resultOf(outcome: PromiseSettledResult<AddedFactor>): AddedFactor | null {
  if (outcome.status === 'fulfilled') return outcome.value;
  const { reason } = outcome as { reason: unknown };
  if (reason instanceof DomainError || reason instanceof WrongExpectedRevision) return null;
  throw new Error('A confirmation failed.', { cause: reason });
}

interface Setting {
  readonly seed: number;
  readonly adapt: (store: EventStore) => EventStore;
  readonly owed: boolean;
  readonly enrolments: number;
}

/** Lets two processes confirm at once, in a random order of their calls to the log. */
async function playRound({ seed, adapt, owed, enrolments }: Setting) {
  const random = chance(seed);
  const service = await serviceOn(adapt(openMemoryEventStore()));
  const caller = await newCaller(service, owed);
  const first = await newEnrolment(service, caller);
  const second = enrolments === 1 ? first : await newEnrolment(service, caller);
  const runs = [first, second].map((confirm) => {
    const process = { ...service, log: { ...service.log, folds: createFoldCache() } };
    return stepwise(process, confirm);
  });
  const order = Array.from({ length: MOST_CALLS }, () => (random() < 0.5 ? 0 : 1));
  await interleave(order, ...runs);
  const results = (await Promise.all(runs.map(({ outcome }) => outcome))).map(resultOf);
  const types = (await service.log.events()).map(({ type }) => type);
  const count = (type: string) => types.filter((one) => one === type).length;
  const accepted = results.filter((result) => result !== null);
  return {
    accepted,
    added: count('TotpAdded'),
    codes: count('RecoveryCodesIssued'),
    sessions: new Set(accepted.flatMap(({ session }) => session?.sessionId ?? [])).size,
    shown: new Set(accepted.flatMap(({ recoveryCodes }) => recoveryCodes?.[0] ?? [])).size,
  };
}

const seeds = Array.from({ length: ROUNDS }, (_, n) => n + 1);

describe.each(stores)('two processes, on a log that %s', (_, adapt) => {
  test.each([false, true])(
    'confirm one enrolment at once: one factor and one set of codes (owed: %s)',
    async (owed) => {
      for (const seed of seeds) {
        const { accepted, ...counts } = await playRound({ seed, adapt, owed, enrolments: 1 });
        const expected = { added: 1, codes: 1, shown: 1, sessions: owed ? 1 : 0 };
        expect({ seed, ...counts }).toEqual({ seed, ...expected });
        expect(accepted.length).toBeGreaterThan(0);
      }
    },
    300_000 + ROUNDS * 1000,
  );

  test(
    'confirm two enrolments of a session at once: one set of codes, which one answer shows',
    async () => {
      for (const seed of seeds) {
        const { accepted, ...counts } = await playRound({ seed, adapt, owed: false, enrolments: 2 });
        const expected = { added: accepted.length, codes: 1, shown: 1, sessions: 0 };
        expect({ seed, ...counts }).toEqual({ seed, ...expected });
        expect(accepted.filter(({ recoveryCodes }) => recoveryCodes !== null)).toHaveLength(1);
      }
    },
    300_000 + ROUNDS * 1000,
  );

  test(
    'confirm two enrolments that a sign-in owes at once: one factor and one session (MFA-31)',
    async () => {
      for (const seed of seeds) {
        const { accepted, ...counts } = await playRound({ seed, adapt, owed: true, enrolments: 2 });
        expect({ seed, ...counts }).toEqual({ seed, added: 1, codes: 1, shown: 1, sessions: 1 });
        expect(accepted).toHaveLength(1);
      }
    },
    300_000 + ROUNDS * 1000,
  );
});
