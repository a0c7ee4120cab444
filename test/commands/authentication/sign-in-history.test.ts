import { expect, test } from '@jest/globals';
import { completeSignIn } from '../../../src/commands/authentication/second-step/complete-sign-in.js';
import { secondStepOptions } from '../../../src/commands/authentication/second-step/key-options.js';
import { recordAbandonedSignIn } from '../../../src/commands/authentication/second-step/record-abandoned-sign-in.js';
import {
  requestSecondStepCode,
  requestStepUpCode,
} from '../../../src/commands/authentication/sms/request-sms-code.js';
import { stepUp } from '../../../src/commands/authentication/step-up.js';
import { confirmPhone } from '../../../src/commands/factors/phone/confirm-phone.js';
import { startPhoneEnrolment } from '../../../src/commands/factors/phone/start-phone-enrolment.js';
import { CloneSuspected } from '../../../src/domain/factor/passkey-use.js';
import { MAX_TRIES } from '../../../src/domain/one-time-code/decisions.js';
import { InvalidCode, WrongCode } from '../../../src/domain/user/factors/factor-decisions.js';
import { openMemoryEventStore } from '../../../src/eventstore/memory.js';
import { aWorld, verifiedAccount } from '../../support/domain/command-world.js';
import type { World } from '../../support/domain/command-world.js';
import { requestedMail, typeCode, wrongCode } from '../../support/domain/mailed-sign-ins.js';
import { addPhone, newestSms, otherCode } from '../../support/domain/phones.js';
import { addFactor, enrolledAccount, firstStep, minutesLater } from '../../support/domain/second-steps.js';
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

test('wrong mailed codes are recorded without a read of the history, as often as a code can be tried', async () => {
  const { world, readStreams } = observedWorld();
  await verifiedAccount(world);
  const mail = await requestedMail(world);
  for (let tries = 0; tries < 2 * MAX_TRIES; tries += 1)
    await expect(typeCode(world, wrongCode(mail))).rejects.toThrow(InvalidCode);
  await expect(typeCode(world, wrongCode(mail), 'browser.other')).rejects.toThrow(InvalidCode);
  await world.finish();
  expect(await typesOfHistory(world)).toEqual(Array(MAX_TRIES).fill('MailedCodeFailed'));
  expect(histories(readStreams)).toEqual([]);
});

test('a wrong text code of a sign-in, a step-up or an enrolment is recorded with its kind', async () => {
  const world = aWorld();
  const { grant } = await enrolledAccount(world);
  const phone = await addPhone(world, grant);
  const [now, later] = [minutesLater(1), minutesLater(2)];
  const token = await firstStep(world, now);
  await requestSecondStepCode(world, token, phone, aCause(now));
  const input = { method: 'sms' as const, code: otherCode(await newestSms(world)) };
  await expect(completeSignIn(world, token, input, null, aCause(now))).rejects.toThrow(InvalidCode);
  await requestStepUpCode(world, grant, phone, aCause(now));
  const other = { method: 'sms' as const, code: otherCode(await newestSms(world)) };
  await expect(stepUp(world, grant, other, aCause(now))).rejects.toThrow(WrongCode);
  const { enrolmentToken } = await startPhoneEnrolment(
    world,
    grant,
    { phone: '+4915112345679' },
    aCause(later),
  );
  const typed = { enrolment_token: enrolmentToken, code: otherCode(await newestSms(world)) };
  await expect(confirmPhone(world, grant, typed, null, aCause(later))).rejects.toThrow(WrongCode);
  await world.finish();
  const failed = (await world.log.events()).filter(({ type }) => type === 'SecondFactorFailed');
  expect(failed).toMatchObject(Array(3).fill({ data: { user_id: grant.userId, kind: 'phone' } }));
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
