import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { Position, StoredEvent } from '../../../src/eventstore/port.js';
import { googleAnalytics } from '../../../src/workers/analytics/google-analytics.js';
import { reporting } from '../../../src/workers/analytics/report.js';
import { segment } from '../../../src/workers/analytics/segment.js';

const reportsOf = reporting(randomBytes(32));
const USER = randomUUID();

function event(
  type: string,
  data: StoredEvent['data'],
  recordedAt = new Date('2026-11-28T12:00:00Z'),
): StoredEvent {
  const stream = type === 'SessionStarted' ? `session-${randomUUID()}` : `user-${USER}`;
  const place = { stream, revision: 0, position: '1' as Position };
  return { id: randomUUID(), type, data, metadata: {}, recordedAt, ...place };
}

const signIn = (data: StoredEvent['data'] = {}, at?: Date) =>
  event('SessionStarted', { user_id: USER, amr: ['pwd'], acr: 'aal1', factors: [], ...data }, at);

describe('the reports of an event', () => {
  test.each([
    ['UserRegistered', 'sign_up'],
    ['EmailVerified', 'email_verified'],
    ['PasswordReset', 'password_reset'],
  ])('%s is %s', (type, name) => {
    expect(reportsOf(event(type, {})).map((report) => report.name)).toEqual([name]);
  });

  test('a sign-in with a second factor is a login and a challenge', () => {
    const factors = [{ kind: 'totp' }];
    expect(reportsOf(signIn({ acr: 'aal2', factors }))).toEqual([
      expect.objectContaining({ name: 'login', method: 'pwd' }),
      expect.objectContaining({ name: 'mfa_challenge', method: 'totp' }),
    ]);
    expect(reportsOf(signIn({ provider: 'google' }))[0]?.method).toBe('google');
  });

  test('an administrator who acts as the person, and any other event, is not reported', () => {
    expect(reportsOf(signIn({ impersonation: { by: USER } }))).toEqual([]);
    expect(reportsOf(event('ProfileUpdated', {}))).toEqual([]);
  });

  test('a person has one pseudonym in a month, and another one in the next', () => {
    const personAt = (at: string) => reportsOf(signIn({}, new Date(at)))[0]?.person;
    expect(personAt('2026-11-01T00:00:00Z')).toBe(personAt('2026-11-30T23:59:59Z'));
    expect(personAt('2026-11-30T23:59:59Z')).not.toBe(personAt('2026-12-01T00:00:00Z'));
  });

  test('a repeat has the same id, and another key gives other pseudonyms (ANA-2, ANA-3)', () => {
    const recorded = signIn();
    expect(reportsOf(recorded)).toEqual(reportsOf(recorded));
    const [here] = reportsOf(recorded);
    const [there] = reporting(randomBytes(32))(recorded);
    expect(there?.id).not.toBe(here?.id);
    expect(there?.person).not.toBe(here?.person);
  });
});

describe('the requests', () => {
  const reports = Array.from({ length: 120 }, () => reportsOf(signIn())).flat();

  test('of Google Analytics have at most 25 events, of one person each', () => {
    const settings = { url: 'https://example.com/mp/collect', measurementId: 'G-A1', apiSecret: 's&cret' };
    const requests = googleAnalytics(settings).requestsOf(reports);
    expect(requests.map(({ ids }) => ids.length)).toEqual([25, 25, 25, 25, 20]);
    expect(requests[0]?.url).toBe('https://example.com/mp/collect?measurement_id=G-A1&api_secret=s%26cret');
  });

  test('of Segment have at most 100 events', () => {
    const requests = segment({ url: 'https://example.com/v1/batch', writeKey: 'key' }).requestsOf(reports);
    expect(requests.map(({ ids }) => ids.length)).toEqual([100, 20]);
    expect(requests[0]?.headers['authorization']).toBe('Basic a2V5Og==');
  });
});
