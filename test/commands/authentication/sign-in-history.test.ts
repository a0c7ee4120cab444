import { expect, test } from '@jest/globals';
import { completeSignIn } from '../../../src/commands/authentication/second-step/complete-sign-in.js';
import { secondStepOptions } from '../../../src/commands/authentication/second-step/key-options.js';
import { recordAbandonedSignIn } from '../../../src/commands/authentication/second-step/record-abandoned-sign-in.js';
import { CloneSuspected } from '../../../src/domain/factor/passkey-use.js';
import { InvalidCode } from '../../../src/domain/user/factors/factor-decisions.js';
import { openMemoryEventStore } from '../../../src/eventstore/memory.js';
import { aWorld } from '../../support/domain/command-world.js';
import type { World } from '../../support/domain/command-world.js';
import { addFactor, firstStep, minutesLater } from '../../support/domain/second-steps.js';
import { aCause } from '../../support/stores/memory/memory-log.js';
import { FLAGS } from '../../support/webauthn/authenticator.js';
import { signedIn, withPasskey } from '../../support/webauthn/accounts.js';

/** A world that lists the streams which it reads. */
function observedWorld(): { world: World; readStreams: string[] } {
  const store = openMemoryEventStore();
  const readStreams: string[] = [];
  const observed = aWorld({
    ...store,
    readStreams(streams, after) {
      readStreams.push(...streams);
      return store.readStreams(streams, after);
    },
  });
  return { world: observed, readStreams };
}

const histories = (streams: readonly string[]) => streams.filter((one) => one.startsWith('signin-'));

async function typesOfHistory({ log }: World): Promise<string[]> {
  const events = await log.events();
  return events.filter(({ stream }) => stream.startsWith('signin-')).map(({ type }) => type);
}

test('a wrong code is recorded without a read of the history, which strangers lengthen', async () => {
  const { world, readStreams } = observedWorld();
  const { caller } = await signedIn(world);
  await addFactor(world, caller.userId);
  const token = await firstStep(world);
  const guess = completeSignIn(world, token, { method: 'totp', code: '000000' }, null, aCause());
  await expect(guess).rejects.toThrow(InvalidCode);
  await world.finish();
  expect(await typesOfHistory(world)).toEqual(['SecondFactorFailed']);
  expect(histories(readStreams)).toEqual([]);
});

test('abandoned sign-ins are recorded without a read of the history, once a day (MFA-24)', async () => {
  const { world, readStreams } = observedWorld();
  const { caller } = await signedIn(world);
  await addFactor(world, caller.userId);
  for (let i = 0; i < 3; i += 1) {
    const id = world.mfaTokens.read(await firstStep(world));
    if (id === null) throw new Error('The sign-in owes no second step.');
    await recordAbandonedSignIn(world, id, `curl/${String(i)}`, aCause(minutesLater(11 + i)));
  }
  expect(await typesOfHistory(world)).toEqual(['SecondFactorAbandoned']);
  expect(histories(readStreams)).toEqual([]);
});

test('a suspected copy of a credential is recorded without a read of the history (PKY-13)', async () => {
  const { world, readStreams } = observedWorld();
  const bound = { flags: FLAGS.UP, signCount: 5 };
  const { authenticator } = await withPasskey({ ...bound, kind: 'security_key' }, world);
  const token = await firstStep(world);
  const { challenge } = await secondStepOptions(world, token, aCause());
  const input = { method: 'passkey' as const, credential: authenticator.get(challenge, bound) };
  await expect(completeSignIn(world, token, input, null, aCause())).rejects.toThrow(CloneSuspected);
  expect(await typesOfHistory(world)).toEqual(['PasskeyCloneSuspected']);
  expect(histories(readStreams)).toEqual([]);
});
