import { describe, expect, test } from '@jest/globals';
import { requireActive } from '../../../src/domain/policies/active-session.js';
import { joinedMethods, levelOf } from '../../../src/domain/policies/level-of.js';
import {
  endsByDemand,
  enrolmentDueAt,
  requiredLevel,
  stillOwed as stillOwedAt,
} from '../../../src/domain/policies/still-owed.js';
import type { FactorPolicy } from '../../../src/domain/policies/still-owed.js';
import { waysIn } from '../../../src/domain/policies/ways-in.js';
import { sessionAt } from '../../../src/domain/session/session.js';
import { requireRegistered } from '../../../src/domain/user/decisions.js';
import type { UserEvent } from '../../../src/domain/user/events.js';
import { userAt } from '../../../src/domain/user/user.js';
import type { Registered } from '../../../src/domain/user/user.js';
import {
  passkeyAdded,
  recoveryCodesIssued,
  secondFactorDemanded,
  totpAdded,
} from '../../support/domain/factor-events.js';
import { historyOf } from '../../support/domain/given-when-then.js';
import { aSessionId } from '../../support/domain/ids.js';
import { sessionStarted } from '../../support/domain/session-events.js';
import { ADA, emailVerified, NOW, passwordSet, registered } from '../../support/domain/user-history.js';

const given = historyOf(userAt(ADA));
const verified = [registered, passwordSet, emailVerified];
const accountAfter = (...events: UserEvent[]) => requireRegistered(given(...verified, ...events).state);

const RP_ID = 'example.org';
const rulesOf = (policies: FactorPolicy[] = [], now = NOW) => ({ policies, rpId: RP_ID, now });
const stillOwed = (account: Registered, amr: string[], rules = rulesOf()) => stillOwedAt(account, amr, rules);

const FIRST = ['pwd', 'email', 'fed'];
const SECOND = ['otp', 'sms', 'hwk', 'swk', 'recovery'];

describe('the level of proofs (MFA-13)', () => {
  test.each(FIRST)('%s alone proves the first level', (method) => {
    expect(levelOf([method])).toBe('aal1');
  });

  test.each(FIRST.flatMap((one) => SECOND.map((other) => [one, other])))(
    '%s and %s prove the second level',
    (one, other) => {
      expect(levelOf([one, other])).toBe('aal2');
    },
  );

  test('two proofs of one kind, or without possession, stay at the first level (MFA-37)', () => {
    for (const pair of [
      ['pwd', 'email'],
      ['email', 'fed'],
      ['pwd', 'device'],
      ['otp', 'sms'],
      ['hwk', 'otp'],
    ])
      expect(levelOf(pair)).toBe('aal1');
  });

  test('an authenticator that verified its user proves the second level alone (PKY-18)', () => {
    expect(levelOf(['swk', 'user', 'mfa'])).toBe('aal2');
  });

  test('joined methods name each method once, and `mfa` only for two kinds of proof', () => {
    expect(joinedMethods(['pwd'], ['pwd'])).toEqual(['pwd']);
    expect(joinedMethods(['pwd'], ['otp'])).toEqual(['pwd', 'otp', 'mfa']);
    expect(joinedMethods(['pwd', 'otp', 'mfa'], ['recovery'])).toEqual(['pwd', 'otp', 'recovery', 'mfa']);
  });

  test('more proofs never lower the level', () => {
    for (const one of [...FIRST, ...SECOND, 'device', 'user'])
      for (const other of [...FIRST, ...SECOND, 'device', 'user'])
        expect(levelOf([one, other]) >= levelOf([one])).toBe(true);
  });
});

describe('the proof that a sign-in still owes (MFA-13)', () => {
  const demands: [string, UserEvent, 'second_factor' | 'enrolment' | null][] = [
    ['a factor', totpAdded(), 'second_factor'],
    ['a demand on the account', secondFactorDemanded, 'enrolment'],
    ['recovery codes without a factor', recoveryCodesIssued(['digest']), null],
  ];

  test('an account without factors and demands owes nothing', () => {
    for (const method of FIRST) expect(stillOwed(accountAfter(), [method])).toBeNull();
  });

  test.each(demands)('%s sets its demand', (_, event, kind) => {
    expect(stillOwed(accountAfter(event), ['pwd'])?.kind ?? null).toBe(kind);
  });

  test('every set of demands owes the strictest of them, and another demand never lowers it', () => {
    const order = [null, 'enrolment', 'second_factor'];
    for (let set = 0; set < 2 ** demands.length; set += 1) {
      const chosen = demands.filter((_, i) => (set & (1 << i)) !== 0);
      const strictest = Math.max(0, ...chosen.map(([, , kind]) => order.indexOf(kind)));
      const owed = stillOwed(accountAfter(...chosen.map(([, event]) => event)), ['fed']);
      expect(order.indexOf(owed?.kind ?? null)).toBe(strictest);
    }
  });

  test('a passkey demands nothing, a security key does, and both satisfy the demand of others (PKY-18)', () => {
    expect(stillOwed(accountAfter(passkeyAdded()), ['pwd'])).toBeNull();
    const key = passkeyAdded({ kind: 'security_key' });
    expect(stillOwed(accountAfter(key), ['pwd'])).toEqual({ kind: 'second_factor', demandedBy: 'factor' });
    const demanded = accountAfter(passkeyAdded(), secondFactorDemanded);
    expect(stillOwed(demanded, ['pwd'])).toEqual({ kind: 'second_factor', demandedBy: 'account' });
    expect(stillOwed(accountAfter(totpAdded()), ['swk', 'user', 'mfa'])).toBeNull();
  });

  test('a passkey of another domain satisfies no demand, and a security key still demands a proof (PKY-24)', () => {
    const foreign = { rp_id: 'example.com' };
    expect(stillOwed(accountAfter(passkeyAdded(foreign)), ['pwd'])).toBeNull();
    const demanded = accountAfter(passkeyAdded(foreign), secondFactorDemanded);
    expect(stillOwed(demanded, ['pwd'])).toEqual({ kind: 'enrolment', demandedBy: 'account' });
    const key = accountAfter(passkeyAdded({ ...foreign, kind: 'security_key' }), secondFactorDemanded);
    expect(stillOwed(key, ['pwd'])).toEqual({ kind: 'second_factor', demandedBy: 'factor' });
  });

  test('a proof of the second level owes nothing, whatever is demanded', () => {
    const account = accountAfter(secondFactorDemanded, totpAdded());
    expect(stillOwed(account, ['pwd', 'otp'])).toBeNull();
    expect(stillOwed(account, ['hwk', 'user'])).toBeNull();
    expect(stillOwed(account, ['pwd', 'email'])).toMatchObject({ kind: 'second_factor' });
  });
});

describe('the level that changes of an account require (MFA-28)', () => {
  test.each<[string, UserEvent[], 'aal1' | 'aal2']>([
    ['no factor', [], 'aal1'],
    ['recovery codes alone', [recoveryCodesIssued(['digest'])], 'aal1'],
    ['an authenticator app', [totpAdded()], 'aal2'],
    ['a passkey', [passkeyAdded()], 'aal2'],
    ['a passkey of another domain, which nobody can prove', [passkeyAdded({ rp_id: 'example.com' })], 'aal1'],
    ['a demand without a factor', [secondFactorDemanded], 'aal2'],
  ])('with %s', (_, events, level) => {
    expect(requiredLevel(accountAfter(...events), 'example.org')).toBe(level);
  });
});

describe('a demand during a session (MFA-33)', () => {
  const session = historyOf(sessionAt(aSessionId()));
  const ends = (
    events: UserEvent[],
    circumstances: Parameters<typeof sessionStarted>[1] = {},
    rules = rulesOf(),
  ) => {
    const current = requireActive(accountAfter(), session(sessionStarted(ADA, circumstances)).state);
    return endsByDemand(accountAfter(...events), current, rules);
  };
  const factors: [string, UserEvent[]][] = [
    ['no factor', []],
    ['a passkey', [passkeyAdded()]],
    ['a security key', [passkeyAdded({ kind: 'security_key' })]],
    ['a passkey of another domain', [passkeyAdded({ rp_id: 'example.com' })]],
  ];

  test.each(factors)('ends it at the first level, for an account with %s', (_, events) => {
    expect(ends(events)).toBe(false);
    expect(ends([...events, secondFactorDemanded])).toBe(true);
    expect(ends([...events, secondFactorDemanded], { amr: ['pwd', 'otp', 'mfa'] })).toBe(false);
  });

  test('keeps it on a trusted device, unless an enrolment is owed (MFA-35)', () => {
    const trusted = { trust_id: '7c1f3a52-6d0e-4b8f-9a24-e5b7c6d81f03', amr: ['pwd', 'device'] };
    expect(ends([totpAdded(), secondFactorDemanded], trusted)).toBe(false);
    expect(ends([secondFactorDemanded], trusted)).toBe(true);
  });

  test.each([...factors, ['an authenticator app', [totpAdded()]] as const])(
    'by a policy ends it after the grace, for an account with %s',
    (_, events) => {
      const policy = { graceUntil: NOW };
      const before = rulesOf([policy], new Date(NOW.getTime() - 1));
      expect(ends([...events], {}, before)).toBe(false);
      expect(ends([...events], {}, rulesOf([policy]))).toBe(true);
      expect(ends([...events], { amr: ['pwd', 'otp', 'mfa'] }, rulesOf([policy]))).toBe(false);
    },
  );
});

describe('a policy that demands a second factor (MFA-32)', () => {
  const before = (ms: number) => new Date(NOW.getTime() - ms);
  const policy = { graceUntil: NOW };

  test('lets an account without a factor sign in until its grace ends, and tells the time', () => {
    const inGrace = rulesOf([policy], before(1));
    expect(stillOwed(accountAfter(), ['pwd'], inGrace)).toBeNull();
    expect(enrolmentDueAt(accountAfter(), ['pwd'], inGrace)).toEqual(NOW);
    const after = rulesOf([policy]);
    expect(stillOwed(accountAfter(), ['pwd'], after)).toEqual({ kind: 'enrolment', demandedBy: 'policy' });
    expect(enrolmentDueAt(accountAfter(), ['pwd'], after)).toBeNull();
  });

  test('without a grace is due at once', () => {
    expect(stillOwed(accountAfter(), ['fed'], rulesOf([{ graceUntil: null }]))?.kind).toBe('enrolment');
  });

  test('asks for a passkey that the account has, and nothing of a proof of the second level', () => {
    const rules = rulesOf([policy], before(1));
    const owner = accountAfter(passkeyAdded());
    expect(stillOwed(owner, ['pwd'], rules)).toEqual({ kind: 'second_factor', demandedBy: 'policy' });
    expect(stillOwed(owner, ['swk', 'user', 'mfa'], rulesOf([policy]))).toBeNull();
    expect(enrolmentDueAt(owner, ['swk', 'user', 'mfa'], rules)).toBeNull();
  });

  test('applies at the earliest end of the graces of several policies', () => {
    const policies = [{ graceUntil: NOW }, { graceUntil: before(10) }];
    expect(enrolmentDueAt(accountAfter(), ['pwd'], rulesOf(policies, before(20)))).toEqual(before(10));
    expect(stillOwed(accountAfter(), ['pwd'], rulesOf(policies, before(5)))?.kind).toBe('enrolment');
  });

  test('never lowers what an account owes by itself (MFA-13)', () => {
    const accounts = [totpAdded(), secondFactorDemanded, passkeyAdded()].map((event) => accountAfter(event));
    const order = [null, 'enrolment', 'second_factor'];
    for (const account of accounts)
      for (const graceUntil of [null, NOW, before(-1)]) {
        const alone = order.indexOf(stillOwed(account, ['pwd'])?.kind ?? null);
        const together = stillOwed(account, ['pwd'], rulesOf([{ graceUntil }]))?.kind ?? null;
        expect(order.indexOf(together)).toBeGreaterThanOrEqual(alone);
      }
  });
});

describe('the ways in', () => {
  const entrances = { isConfigured: () => true, byMail: false, rpId: RP_ID };

  test('are the password and the identities of configured providers', () => {
    const account = { password: 'hash', identities: [], factors: [] };
    expect(waysIn(account, entrances)).toEqual(['password']);
    expect(waysIn({ ...account, password: null }, entrances)).toEqual([]);
  });

  test('include a passkey of this domain, and neither a security key nor a passkey of another one (PKY-24)', () => {
    expect(waysIn(accountAfter(passkeyAdded()), entrances)).toEqual(['password', 'passkey']);
    expect(waysIn(accountAfter(passkeyAdded({ kind: 'security_key' })), entrances)).toEqual(['password']);
    expect(waysIn(accountAfter(passkeyAdded({ rp_id: 'example.com' })), entrances)).toEqual(['password']);
  });
});
