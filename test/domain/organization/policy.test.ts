import { describe, expect, test } from '@jest/globals';
import {
  effectOf,
  NO_POLICY,
  requirePolicy,
  StepUpRequired,
  tokenEnd,
} from '../../../src/domain/organization/policy.js';
import type { SessionProof } from '../../../src/domain/organization/policy.js';

const AT = new Date('2026-11-28T12:00:00Z');
const later = (seconds: number) => new Date(AT.getTime() + seconds * 1000);
const weak = { acr: 'aal1', authTime: AT } as const;
const strong = { acr: 'aal2', authTime: AT } as const;

describe('the policy of an organisation (ORG-16)', () => {
  test('demands nothing before it is set', () => {
    expect(() => requirePolicy(NO_POLICY, weak, later(1e9))).not.toThrow();
  });

  test('admits only proofs of the second level, where it demands them', () => {
    const policy = { ...NO_POLICY, requireMfa: true };
    expect(() => requirePolicy(policy, weak, AT)).toThrow(new StepUpRequired('aal2', null));
    expect(() => requirePolicy(policy, strong, AT)).not.toThrow();
  });

  test('refuses a proof from its greatest age on', () => {
    const policy = { ...NO_POLICY, maxSessionAgeS: 600 };
    expect(() => requirePolicy(policy, weak, later(599))).not.toThrow();
    expect(() => requirePolicy(policy, weak, later(600))).toThrow(new StepUpRequired('aal1', 600));
  });

  test('ends tokens with their session, their own life or their proof, whichever comes first', () => {
    const ends = later(1000);
    expect(tokenEnd(NO_POLICY, weak, ends, AT)).toEqual(ends);
    expect(tokenEnd({ ...NO_POLICY, tokenTtlS: 60 }, weak, ends, later(100))).toEqual(later(160));
    expect(tokenEnd({ ...NO_POLICY, maxSessionAgeS: 600 }, weak, ends, later(100))).toEqual(later(600));
  });
});

describe('the effect of another policy on a member (RBAC-10)', () => {
  const [aged, strict] = [
    { ...NO_POLICY, maxSessionAgeS: 600 },
    { ...NO_POLICY, requireMfa: true, maxSessionAgeS: 600 },
  ];
  const old = { ...strong, authTime: later(-600) };
  const effect = (before: object, after: object, ...sessions: SessionProof[]) =>
    effectOf({ before: { ...NO_POLICY, ...before }, after: { ...NO_POLICY, ...after } }, sessions, AT);

  test('a member loses the organisation with the last session that satisfies the policy', () => {
    expect(effect({}, strict, weak, old)).toEqual({ gains: false, loses: true, refusedSessions: 2 });
    expect(effect({}, strict, weak, strong)).toEqual({ gains: false, loses: false, refusedSessions: 1 });
  });

  test('a member gains it with the first one, and a session that was refused before counts no more', () => {
    expect(effect(strict, aged, weak, old)).toEqual({ gains: true, loses: false, refusedSessions: 0 });
    expect(effect(strict, {}, strong, old)).toEqual({ gains: false, loses: false, refusedSessions: 0 });
  });

  test('the life of tokens and the absence of sessions change nothing', () => {
    const nothing = { gains: false, loses: false, refusedSessions: 0 };
    expect(effect({}, { tokenTtlS: 60 }, weak, old)).toEqual(nothing);
    expect(effect({}, strict)).toEqual(nothing);
  });
});
