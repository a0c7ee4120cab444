import { describe, expect, test } from '@jest/globals';
import { endedSessions, FOLLOWED_TYPES } from '../../packages/express/src/ended-sessions.js';
import { settingsOf } from '../../packages/express/src/options.js';
import { scopeOf } from '../../src/domain/public-events/public-types.js';
import { SESSION_ENDING_EVENTS } from '../../src/domain/user/events.js';

const ADA = '7f0c2b53-6f0e-4d0c-9d0f-0d1f7f2f8a11';
const FIRST = '0d5c5c41-8c1e-4d0e-9d8a-4f2a3c1b7e60';
const SECOND = '2b1f6e0a-9c3d-4d7e-8f10-5a6b7c8d9e0f';
const MEMORY_MS = 600_000;

const session = (sessionId: string, userRevision = 2, userId = ADA) => ({ userId, sessionId, userRevision });
const sessionEnd = (id: string) => ({
  stream: `session-${id}`,
  subject: ADA,
  revision: 1,
  keptSession: null,
});
const userEnd = (revision: number, keptSession: string | null = null) => ({
  stream: `user-${ADA}`,
  subject: ADA,
  revision,
  keptSession,
});

describe('the set of ended sessions', () => {
  test('the end of one session ends no other', () => {
    const ended = endedSessions(MEMORY_MS);
    ended.apply(sessionEnd(FIRST));
    expect([ended.isEnded(session(FIRST)), ended.isEnded(session(SECOND))]).toEqual([true, false]);
  });

  test('an event of the account ends its earlier sessions, except the kept one and later ones', () => {
    const ended = endedSessions(MEMORY_MS);
    ended.apply(userEnd(5, SECOND));
    expect(ended.isEnded(session(FIRST, 4))).toBe(true);
    expect(ended.isEnded(session(SECOND, 4))).toBe(false);
    expect(ended.isEnded(session(FIRST, 5))).toBe(false);
    expect(ended.isEnded(session(FIRST, 4, SECOND))).toBe(false);
  });

  test('an end is forgotten when its last access token has expired, also after a later one of the account', () => {
    let now = 0;
    const ended = endedSessions(MEMORY_MS, () => now);
    ended.apply(userEnd(5));
    ended.apply(sessionEnd(FIRST));
    now = 1000;
    ended.apply(userEnd(9));
    now = MEMORY_MS + 1;
    ended.evictExpired();
    expect([ended.isEnded(session(FIRST, 9)), ended.isEnded(session(SECOND, 8)), ended.size()]).toEqual([
      false,
      true,
      1,
    ]);
    now = MEMORY_MS + 1001;
    ended.evictExpired();
    expect(ended.size()).toBe(0);
  });

  test('it follows every public event type that ends sessions', () => {
    const ending = [...SESSION_ENDING_EVENTS, 'SessionEnded'];
    expect(new Set(FOLLOWED_TYPES)).toEqual(new Set(ending));
    for (const type of ending) expect([type, scopeOf(type)]).toEqual([type, 'events:read']);
  });
});

describe('the options of a resource server', () => {
  const options = { issuer: 'https://id.example.com', apiKey: 'crd_x', whenSilent: 'refuse' } as const;

  test.each<[string, object]>([
    ['an issuer with a slash at its end', { issuer: 'https://id.example.com/' }],
    ['an issuer that is no URL', { issuer: 'id.example.com' }],
    ['an empty API key', { apiKey: '' }],
    ['an API key with a line break', { apiKey: 'crd_x\n' }],
    ['an unknown policy', { whenSilent: 'ignore' }],
    ['a silence that is too short for three requests', { maxSilenceSeconds: 2 }],
    ['a silence that is no number', { maxSilenceSeconds: NaN }],
    ['a lifetime of tokens of zero', { accessTokenSeconds: 0 }],
  ])('%s is rejected', (_name, wrong) => {
    expect(() => settingsOf({ ...options, ...wrong })).toThrow(/must be/);
  });

  test('the defaults are those of Credence', () => {
    expect(settingsOf(options)).toMatchObject({ accessTokenSeconds: 600, maxSilenceSeconds: 60 });
  });
});
