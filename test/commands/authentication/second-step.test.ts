import { randomInt } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { completeSignIn } from '../../../src/commands/authentication/second-step/complete-sign-in.js';
import { InvalidMfaToken } from '../../../src/commands/authentication/second-step/pending-sign-in.js';
import { signIn } from '../../../src/commands/authentication/sign-in.js';
import { stepUp } from '../../../src/commands/authentication/step-up.js';
import { unlock } from '../../../src/commands/authentication/unlock.js';
import { confirmTotp } from '../../../src/commands/factors/totp/confirm-totp.js';
import { startTotpEnrolment } from '../../../src/commands/factors/totp/start-totp-enrolment.js';
import { refresh } from '../../../src/commands/sessions/refresh.js';
import { ReauthenticationRequired } from '../../../src/domain/policies/active-session.js';
import { EnrolmentOver, InvalidCode, WrongCode } from '../../../src/domain/user/factors/factor-decisions.js';
import type { Cause } from '../../../src/eventstore/codec.js';
import { openMemoryEventStore } from '../../../src/eventstore/memory.js';
import type { EventStore } from '../../../src/eventstore/port.js';
import { keyedSemaphore } from '../../../src/runtime/concurrency/keyed-semaphore.js';
import { aWorld, PASSWORD, verifiedAccount } from '../../support/domain/command-world.js';
import type { World } from '../../support/domain/command-world.js';
import {
  accountWithFactor,
  credentials,
  enrolledAccount,
  firstStep,
  minutesLater,
} from '../../support/domain/second-steps.js';
import { codeAt } from '../../support/domain/totp-codes.js';
import { singleStreamStore, stopBeforeAppend } from '../../support/hostile/faulty-store.js';
import { aCause } from '../../support/stores/memory/memory-log.js';
import { NOW } from '../../support/domain/user-history.js';

const stores: [string, (store: EventStore) => EventStore][] = [
  ['appends to several streams at once', (store) => store],
  ['appends to one stream at a time', singleStreamStore],
];

/** Completes a sign-in with a code. */
async function verify(
  world: World,
  mfaToken: string,
  code: string,
  cause: Cause = aCause(),
  method: 'totp' | 'recovery_code' = 'totp',
) {
  return (await completeSignIn(world, mfaToken, { method, code }, null, cause)).session;
}

const wrongCode = (now: Date, seed?: string) => {
  const right = new Set([-30_000, 0, 30_000].map((ms) => codeAt(new Date(now.getTime() + ms), seed)));
  for (;;) {
    const code = String(randomInt(1_000_000)).padStart(6, '0');
    if (!right.has(code)) return code;
  }
};

const fulfilled = <T>(outcomes: readonly PromiseSettledResult<T>[]) =>
  outcomes.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));

describe('the second step of a sign-in', () => {
  test('starts a session of the second level with both methods (MFA-9, MFA-36)', async () => {
    const world = aWorld();
    await accountWithFactor(world);
    const grant = await verify(world, await firstStep(world), codeAt(NOW));
    expect(grant).toMatchObject({ amr: ['pwd', 'otp', 'mfa'], acr: 'aal2', authTime: NOW });
    expect((await world.log.events()).at(-1)).toMatchObject({
      type: 'SessionStarted',
      data: { acr: 'aal2', demanded: 'factor', factors: [{ kind: 'totp' }] },
    });
  });

  test.each(stores)('works once, on a log that %s (MFA-2, MFA-17)', async (_, adapt) => {
    const world = aWorld(adapt(openMemoryEventStore()));
    await accountWithFactor(world);
    const token = await firstStep(world);
    await verify(world, token, codeAt(NOW));
    await expect(verify(world, token, codeAt(minutesLater(1)), aCause(minutesLater(1)))).rejects.toThrow(
      InvalidMfaToken,
    );
    await expect(verify(world, await firstStep(world), codeAt(NOW))).rejects.toThrow(InvalidCode);
  });

  test('returns the same session for a repeated command', async () => {
    const world = aWorld();
    await accountWithFactor(world);
    const token = await firstStep(world);
    const cause = aCause();
    const grant = await verify(world, token, codeAt(NOW), cause);
    expect(await verify(world, token, codeAt(NOW), cause)).toEqual(grant);
  });

  test('an older code is refused once a newer one is used (MFA-18)', async () => {
    const world = aWorld();
    await accountWithFactor(world);
    const next = new Date(NOW.getTime() + 30_000);
    await verify(world, await firstStep(world), codeAt(next));
    await expect(verify(world, await firstStep(world), codeAt(NOW))).rejects.toThrow(InvalidCode);
  });

  test('the code that confirmed the enrolment does not sign in (MFA-3, MFA-20)', async () => {
    const world = aWorld();
    const { seed } = await enrolledAccount(world);
    for (const ms of [0, -30_000])
      await expect(
        verify(world, await firstStep(world), codeAt(new Date(NOW.getTime() + ms), seed)),
      ).rejects.toThrow(InvalidCode);
    const next = new Date(NOW.getTime() + 30_000);
    await verify(world, await firstStep(world), codeAt(next, seed));
  });

  test.each(stores)(
    'one code completes one of 20 concurrent sign-ins, on a log that %s (MFA-16)',
    async (_, adapt) => {
      const world = aWorld(adapt(openMemoryEventStore()));
      await accountWithFactor(world);
      const tokens: string[] = [];
      for (let i = 0; i < 20; i += 1) tokens.push(await firstStep(world));
      const processes = [world, { ...world, limitConcurrency: keyedSemaphore(2) }];
      const outcomes = await Promise.allSettled(
        tokens.map((token, i) => verify(processes[i % 2] ?? world, token, codeAt(NOW))),
      );
      expect(fulfilled(outcomes)).toHaveLength(1);
    },
  );

  test('ten valid recovery codes and a code complete one sign-in once, and the others stay unused (MFA-15)', async () => {
    const world = aWorld();
    const { added, seed } = await enrolledAccount(world);
    const token = await firstStep(world);
    const now = minutesLater(1);
    const codes = added.recoveryCodes ?? [];
    const outcomes = await Promise.allSettled([
      ...codes.map((code) => verify(world, token, code, aCause(now), 'recovery_code')),
      verify(world, token, codeAt(now, seed), aCause(now)),
    ]);
    expect(fulfilled(outcomes)).toHaveLength(1);
    const types = (await world.log.events()).map(({ type }) => type);
    const spent = types.filter((type) => type === 'RecoveryCodeUsed' || type === 'FactorUsed');
    expect(spent).toHaveLength(1);
    expect(types.filter((type) => type === 'SessionStarted')).toHaveLength(2);
  });

  test('a process that stops before any append leaves no half session, and the client can try again (MFA-44)', async () => {
    for (let append = 1; append <= 9; append += 1) {
      const store = singleStreamStore(openMemoryEventStore());
      const world = aWorld(store);
      await accountWithFactor(world);
      const token = await firstStep(world);
      const stopping = { ...world, log: { ...world.log, store: stopBeforeAppend(store, append) } };
      await verify(stopping, token, codeAt(NOW)).catch(() => undefined);
      const started = (await world.log.events()).filter(({ type }) => type === 'SessionStarted');
      if (started.length === 0) await verify(world, token, codeAt(NOW));
      const events = await world.log.events();
      expect(events.filter(({ type }) => type === 'SessionStarted')).toHaveLength(1);
      expect(events.filter(({ type }) => type === 'FactorUsed')).toHaveLength(1);
    }
  });
});

describe('two processes whose clocks are two minutes apart', () => {
  test('accept a used code on neither, and the slow one recovers by its clock (MFA-47)', async () => {
    const world = aWorld();
    await accountWithFactor(world);
    const fast = minutesLater(2);
    await verify(world, await firstStep(world, fast), codeAt(fast), aCause(fast));
    for (const now of [fast, NOW])
      for (const code of [codeAt(fast), codeAt(NOW)]) {
        const again = verify(world, await firstStep(world, now), code, aCause(now));
        await expect(again).rejects.toThrow(InvalidCode);
      }
    const later = minutesLater(3);
    await verify(world, await firstStep(world, later), codeAt(later), aCause(later));
  });
});

describe('wrong codes', () => {
  test('lock after ten, over any sign-ins, and then the right code looks wrong (MFA-21, LIM-10)', async () => {
    const world = aWorld();
    const { id } = await accountWithFactor(world);
    for (let i = 0; i < 10; i += 1)
      await expect(verify(world, await firstStep(world), wrongCode(NOW))).rejects.toThrow(InvalidCode);
    await expect(verify(world, await firstStep(world), codeAt(NOW))).rejects.toThrow(InvalidCode);
    await world.finish();
    expect(await world.log.types(`signin-${id}-202602`)).toEqual([
      ...Array.from({ length: 10 }, () => 'SecondFactorFailed'),
      'SecondFactorLocked',
    ]);
    await unlock(world, id, {}, aCause(minutesLater(0.01)));
    await verify(world, await firstStep(world), codeAt(NOW), aCause(minutesLater(0.02)));
  });

  test('of all hundred, none is compared again until a recovery code or an unlock (MFA-21)', async () => {
    const world = aWorld();
    const { added, seed } = await enrolledAccount(world);
    let now = minutesLater(1);
    for (let i = 0; i < 100; i += 1) {
      const token = await firstStep(world, now);
      await expect(verify(world, token, wrongCode(now, seed), aCause(now))).rejects.toThrow(InvalidCode);
      now = new Date(now.getTime() + 16 * 60_000);
    }
    now = new Date(now.getTime() + 7 * 24 * 3_600_000);
    const token = await firstStep(world, now);
    await expect(verify(world, token, codeAt(now, seed), aCause(now))).rejects.toThrow(InvalidCode);
    const locked = (await world.finish(), await world.log.events()).findLast(
      ({ type }) => type === 'SecondFactorLocked',
    );
    expect(locked?.data).toMatchObject({ for_good: true, until: null });
    await verify(world, token, added.recoveryCodes?.[0] ?? '', aCause(now), 'recovery_code');
    await verify(world, await firstStep(world, now), codeAt(now, seed), aCause(now));
  });

  test('60 at once are compared no more often than one after the other (MFA-22)', async () => {
    const world = aWorld();
    await accountWithFactor(world);
    const token = await firstStep(world);
    await Promise.allSettled(Array.from({ length: 60 }, () => verify(world, token, wrongCode(NOW))));
    await world.finish();
    const counted = (await world.log.events()).filter(({ type }) => type === 'SecondFactorFailed');
    expect(counted.length).toBeLessThanOrEqual(10);
    await expect(verify(world, token, codeAt(NOW))).rejects.toThrow(InvalidCode);
  });

  test('are not what another rule refuses: a right code clears the count (MFA-21)', async () => {
    const world = aWorld();
    const { grant, seed } = await enrolledAccount(world);
    const { enrolmentToken, secret } = await startTotpEnrolment(world, grant, {}, aCause());
    const confirm = async (code = codeAt(NOW, secret)) => {
      const input = { enrolment_token: enrolmentToken, code };
      await confirmTotp(world, grant, input, null, aCause()).finally(() => world.finish());
    };
    await confirm();
    for (let i = 0; i < 9; i += 1) await expect(confirm(wrongCode(NOW, secret))).rejects.toThrow(WrongCode);
    for (let i = 0; i < 12; i += 1) await expect(confirm()).rejects.toThrow(EnrolmentOver);
    const now = minutesLater(1);
    await verify(world, await firstStep(world, now), codeAt(now, seed), aCause(now));
  });

  test('of a stranger do not lock the owner at a known place (MFA-23)', async () => {
    const world = aWorld();
    await accountWithFactor(world);
    const at = (ip: string, now = NOW): Cause => ({ ...aCause(now), source: { ip, userAgent: 'curl/8' } });
    await verify(world, await firstStep(world), codeAt(NOW), at('203.0.113.7'));
    for (let i = 0; i < 12; i += 1)
      await expect(verify(world, await firstStep(world), wrongCode(NOW), at('198.51.100.9'))).rejects.toThrow(
        InvalidCode,
      );
    const now = new Date(NOW.getTime() + 1000);
    const next = codeAt(new Date(NOW.getTime() + 30_000));
    const token = await firstStep(world, now);
    await expect(verify(world, token, next, at('198.51.100.9', now))).rejects.toThrow(InvalidCode);
    await verify(world, token, next, at('203.0.113.7', now));
  });
});

describe('recovery codes', () => {
  test('ten right ones in a row at a known place lock nothing (MFA-23, MFA-25)', async () => {
    const world = aWorld();
    const { added, seed } = await enrolledAccount(world);
    const at = (now: Date): Cause => ({ ...aCause(now), source: { ip: '203.0.113.7', userAgent: 'curl/8' } });
    let now = minutesLater(1);
    await verify(world, await firstStep(world, now), codeAt(now, seed), at(now));
    for (const code of added.recoveryCodes ?? []) {
      now = new Date(now.getTime() + 1000);
      await verify(world, await firstStep(world, now), code, at(now), 'recovery_code');
    }
    const next = codeAt(new Date(now.getTime() + 30_000), seed);
    await verify(world, await firstStep(world, now), next, at(now));
    const here = (await world.log.events()).findLast(({ stream }) => /^attempts-.*[.]factor[.]/.test(stream));
    expect(here?.type).toBe('AttemptsCleared');
  });

  test('complete a sign-in once, also 30 at once (MFA-6, MFA-25)', async () => {
    const world = aWorld();
    const { added } = await enrolledAccount(world);
    const code = added.recoveryCodes?.[0] ?? '';
    const tokens: string[] = [];
    for (let i = 0; i < 30; i += 1) tokens.push(await firstStep(world));
    const outcomes = await Promise.allSettled(
      tokens.map((token) => verify(world, token, code.toLowerCase(), aCause(), 'recovery_code')),
    );
    expect(fulfilled(outcomes)).toHaveLength(1);
    expect(fulfilled(outcomes)[0]).toMatchObject({ acr: 'aal2', amr: ['pwd', 'recovery', 'mfa'] });
    await expect(verify(world, await firstStep(world), code, aCause(), 'recovery_code')).rejects.toThrow(
      InvalidCode,
    );
  });

  test('no event has a code or the secret of an app in clear (MFA-6, MFA-26)', async () => {
    const store = openMemoryEventStore();
    const world = aWorld(store);
    const { added, seed } = await enrolledAccount(world);
    const stored = JSON.stringify(await store.readAll({ after: '' as never, limit: 1000 }));
    for (const secret of [seed, ...(added.recoveryCodes ?? [])]) expect(stored).not.toContain(secret);
    expect(stored).not.toContain(Buffer.from(seed).toString('hex'));
  });
});

describe('a step-up', () => {
  test('proves the password again for an account without factors, and moves the time of the proof', async () => {
    const world = aWorld();
    await verifiedAccount(world);
    const grant = await signIn(world, credentials, aCause());
    const now = minutesLater(20);
    const raised = await stepUp(world, grant, { method: 'password', password: PASSWORD }, aCause(now));
    expect(raised).toMatchObject({ sessionId: grant.sessionId, acr: 'aal1', amr: ['pwd'], authTime: now });
  });

  test('needs a factor of an account that has one, and a code works once (MFA-22, MFA-36)', async () => {
    const world = aWorld();
    const { grant, seed } = await enrolledAccount(world);
    const now = minutesLater(20);
    await expect(
      stepUp(world, grant, { method: 'password', password: PASSWORD }, aCause(now)),
    ).rejects.toThrow(ReauthenticationRequired);
    const input = { method: 'totp', code: codeAt(now, seed) } as const;
    const raised = await stepUp(world, grant, input, aCause(now));
    expect(raised).toMatchObject({ acr: 'aal2', amr: ['pwd', 'otp', 'mfa'], authTime: now });
    await expect(stepUp(world, grant, input, aCause(now))).rejects.toThrow(WrongCode);
    const claims = world.refreshTokens.read(raised.refreshToken);
    const refreshed = await refresh(world, claims, aCause(minutesLater(21)));
    expect(refreshed).toMatchObject({ acr: 'aal2', amr: raised.amr, authTime: now });
  });
});
