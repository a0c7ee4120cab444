import { describe, expect, test } from '@jest/globals';
import { completeSignIn } from '../../../src/commands/authentication/second-step/complete-sign-in.js';
import { InvalidMfaToken } from '../../../src/commands/authentication/second-step/pending-sign-in.js';
import {
  requestSecondStepCode,
  requestStepUpCode,
} from '../../../src/commands/authentication/sms/request-sms-code.js';
import { stepUp } from '../../../src/commands/authentication/step-up.js';
import { removeFactor } from '../../../src/commands/factors/remove-factor.js';
import { InvalidCode, UnknownFactor, WrongCode } from '../../../src/domain/user/factors/factor-decisions.js';
import type { Cause } from '../../../src/eventstore/codec.js';
import { openMemoryEventStore } from '../../../src/eventstore/memory.js';
import { LogUnavailable, START, WrongExpectedRevision } from '../../../src/eventstore/port.js';
import type { EventStore } from '../../../src/eventstore/port.js';
import { SmsLimitReached } from '../../../src/security/limits/sms/sms-budget.js';
import { aWorld } from '../../support/domain/command-world.js';
import type { World } from '../../support/domain/command-world.js';
import { addPhone, newestSms, otherCode, sentCodes } from '../../support/domain/phones.js';
import { enrolledAccount, firstStep, minutesLater } from '../../support/domain/second-steps.js';
import { interceptAppends, singleStreamStore } from '../../support/hostile/faulty-store.js';
import { aCause } from '../../support/stores/memory/memory-log.js';

const stores: [string, (store: EventStore) => EventStore][] = [
  ['appends to several streams at once', (store) => store],
  ['appends to one stream at a time', singleStreamStore],
];

/** An account with an authenticator app and a phone. */
async function accountWithPhone(world: World) {
  const account = await enrolledAccount(world);
  return { ...account, phone: await addPhone(world, account.grant) };
}

/** A time after the enrolment at which another code may be sent. */
const LATER = minutesLater(1);

const verify = (world: World, mfaToken: string, code: string, now = LATER) =>
  completeSignIn(world, mfaToken, { method: 'sms', code }, null, aCause(now));

describe('a second step by text message', () => {
  test.each(stores)(
    'starts a session of the second level, once, on a log that %s (SMS-6)',
    async (_, adapt) => {
      const world = aWorld(adapt(openMemoryEventStore()));
      const { phone } = await accountWithPhone(world);
      const token = await firstStep(world, LATER);
      const sent = await requestSecondStepCode(world, token, phone, aCause(LATER));
      expect(sent).toMatchObject({ expiresInSeconds: 300, resendAfterSeconds: 30 });
      const code = await newestSms(world);
      const { session } = await verify(world, token, code);
      expect(session).toMatchObject({ amr: ['pwd', 'sms', 'mfa'], acr: 'aal2' });
      await expect(verify(world, token, code)).rejects.toThrow(InvalidMfaToken);
    },
  );

  test('takes no code of another sign-in, of a step-up, of an enrolment, or after its time (SMS-6)', async () => {
    const world = aWorld();
    const { phone, grant } = await accountWithPhone(world);
    const enrolmentCode = await newestSms(world);
    const [first, second] = [await firstStep(world, LATER), await firstStep(world, LATER)];
    await requestSecondStepCode(world, first, phone, aCause(LATER));
    const code = await newestSms(world);
    await expect(verify(world, second, code)).rejects.toThrow(InvalidCode);
    await expect(verify(world, first, enrolmentCode)).rejects.toThrow(InvalidCode);
    await requestStepUpCode(world, grant, phone, aCause(LATER));
    await expect(verify(world, first, await newestSms(world))).rejects.toThrow(InvalidCode);
    const steppedUp = stepUp(world, grant, { method: 'sms', code }, aCause(LATER));
    await expect(steppedUp).rejects.toThrow(WrongCode);
    await expect(verify(world, first, code, minutesLater(6))).rejects.toThrow(InvalidCode);
  });

  test('allows five tries of a code (SMS-6)', async () => {
    const world = aWorld();
    const { phone } = await accountWithPhone(world);
    const token = await firstStep(world, LATER);
    await requestSecondStepCode(world, token, phone, aCause(LATER));
    const code = await newestSms(world);
    for (let tries = 0; tries < 5; tries += 1)
      await expect(verify(world, token, otherCode(code))).rejects.toThrow(InvalidCode);
    await expect(verify(world, token, code)).rejects.toThrow(InvalidCode);
  });

  test.each([
    ['an outage', () => new LogUnavailable(), LogUnavailable],
    ['lost races', () => new WrongExpectedRevision('code'), InvalidCode],
  ])('counts a guess that %s kept from its comparison (MFA-21)', async (_, failure, refusal) => {
    const store = openMemoryEventStore();
    const world = aWorld(store);
    const { phone } = await accountWithPhone(world);
    const token = await firstStep(world, LATER);
    await requestSecondStepCode(world, token, phone, aCause(LATER));
    const failing = interceptAppends(store, (writes, original) =>
      writes.some(({ stream }) => stream.startsWith('code-'))
        ? Promise.reject(failure())
        : original.append(writes),
    );
    const guessed = verify({ ...world, log: { ...world.log, store: failing } }, token, '000000');
    await expect(guessed).rejects.toThrow(refusal);
    await world.finish();
    const newest = (await world.log.events()).findLast(({ stream }) =>
      /^attempts-.*[.]factor[.]/.test(stream),
    );
    expect(newest).toMatchObject({ type: 'AttemptCounted', data: { failures: 1 } });
  });

  test('starts one session for twenty uses of a code at once (SMS-6)', async () => {
    const world = aWorld();
    const { phone } = await accountWithPhone(world);
    const token = await firstStep(world, LATER);
    await requestSecondStepCode(world, token, phone, aCause(LATER));
    const code = await newestSms(world);
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => verify(world, token, code)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('takes no code of a phone that was removed (SMS-7)', async () => {
    const world = aWorld();
    const { phone, grant } = await accountWithPhone(world);
    await requestStepUpCode(world, grant, phone, aCause(LATER));
    const code = await newestSms(world);
    const entrances = { isConfigured: () => false, byMail: true, rpId: 'example.org' };
    await removeFactor(world, grant, { factorId: phone, entrances }, aCause(LATER));
    const steppedUp = stepUp(world, grant, { method: 'sms', code }, aCause(LATER));
    await expect(steppedUp).rejects.toThrow(WrongCode);
    await expect(requestStepUpCode(world, grant, phone, aCause(LATER))).rejects.toThrow(UnknownFactor);
  });

  test('sends no message without a first proof, or to another factor (SMS-1)', async () => {
    const world = aWorld();
    const { phone, added } = await accountWithPhone(world);
    const before = await sentCodes(world);
    const token = await firstStep(world, LATER);
    const forged = requestSecondStepCode(world, 'A'.repeat(64), phone, aCause(LATER));
    await expect(forged).rejects.toThrow(InvalidMfaToken);
    const expired = requestSecondStepCode(world, token, phone, aCause(minutesLater(12)));
    await expect(expired).rejects.toThrow(InvalidMfaToken);
    const app = requestSecondStepCode(world, token, added.factor.id, aCause(LATER));
    await expect(app).rejects.toThrow(UnknownFactor);
    expect(await sentCodes(world)).toEqual(before);
  });

  test('sends a stranger three messages a day, and the owner at a known place more (MFA-23, SMS-4)', async () => {
    const world = aWorld();
    const { phone } = await accountWithPhone(world);
    const home = aCause(LATER);
    const elsewhere = () => ({ ...aCause(LATER), source: { ip: '198.51.100.9', userAgent: 'curl/8' } });
    const request = async (cause: Cause) =>
      await requestSecondStepCode(world, await firstStep(world, LATER), phone, cause);
    for (let n = 0; n < 3; n += 1) await request(elsewhere());
    await expect(request(elsewhere())).rejects.toThrow(SmsLimitReached);
    expect(await request(home)).toMatchObject({ expiresInSeconds: 300 });
  });

  test('sends a phone five messages an hour over all sign-ins (SMS-4)', async () => {
    const world = aWorld();
    const { phone } = await accountWithPhone(world);
    const ask = async () => {
      const token = await firstStep(world, LATER);
      await requestSecondStepCode(world, token, phone, aCause(LATER));
    };
    for (let sent = 1; sent < 5; sent += 1) await ask();
    await expect(ask()).rejects.toThrow(SmsLimitReached);
  });
});

describe('a step-up by text message', () => {
  test('renews the proof of the session (SMS-6)', async () => {
    const world = aWorld();
    const { phone, grant } = await accountWithPhone(world);
    const now = minutesLater(20);
    await requestStepUpCode(world, grant, phone, aCause(now));
    const input = { method: 'sms', code: await newestSms(world) } as const;
    expect(await stepUp(world, grant, input, aCause(now))).toMatchObject({ acr: 'aal2', authTime: now });
    await expect(stepUp(world, grant, input, aCause(now))).rejects.toThrow(WrongCode);
  });
});

describe('the log of a service with phones', () => {
  test('has no number and no code in clear (SMS-10)', async () => {
    const world = aWorld();
    const { phone, grant } = await accountWithPhone(world);
    await requestStepUpCode(world, grant, phone, aCause(LATER));
    const codes = (await sentCodes(world)).map((id) => world.codes.codeOf(id, 6));
    const stored = JSON.stringify(await world.log.store.readAll({ after: START, limit: 1000 }), (_, value) =>
      typeof value === 'bigint' ? String(value) : (value as unknown),
    );
    expect(stored).not.toContain('15112345678');
    for (const code of codes) expect(stored).not.toContain(`"${code}"`);
  });
});
