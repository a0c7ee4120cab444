import { describe, expect, test } from '@jest/globals';
import { findApiKeyById } from '../../src/commands/api-keys/find-usable-api-key.js';
import { apiKeyAt } from '../../src/domain/api-key/api-key.js';
import type { ApiKey } from '../../src/domain/api-key/api-key.js';
import {
  acceptedHashes,
  createKey,
  isUsable,
  revokeKey,
  rotateKey,
  ScopeNotHeld,
  UnknownApiKey,
} from '../../src/domain/api-key/decisions.js';
import type { ApiKeyLifeEvent } from '../../src/domain/api-key/events.js';
import { ownerOf } from '../../src/domain/api-key/owner.js';
import { revocationTime } from '../../src/domain/api-key/revocation.js';
import { organizationIdSchema } from '../../src/domain/ids.js';
import type { Permission } from '../../src/domain/permissions.js';
import { historyOf } from '../support/domain/given-when-then.js';
import { aUserId } from '../support/domain/ids.js';

const KEY = '2d7e9c50-6b14-4f83-a05d-81c3e94f7b26';
const given = historyOf(apiKeyAt(KEY));

const DAY_MS = 24 * 3_600_000;
/** The time of the first event, which creates the key. */
const BEGINNING = new Date('2026-01-01T00:00:00Z');
const after = (days: number) => new Date(BEGINNING.getTime() + days * DAY_MS);

const ofServices = { expires: null, person: null, organizationId: null };
const HELD = { ...ofServices, scopes: new Set<Permission>(['users:read', 'users:write']) };
const LESS = { ...ofServices, scopes: new Set<Permission>(['users:read']) };
/** A service without people and organisations. */
const NOBODY = {
  permissionsOf: () => Promise.resolve(new Set<string>()),
  findOrganization: () => Promise.resolve({ status: 'unknown' as const }),
  findMember: () => Promise.reject(new Error('There is no member.')),
};
const first = { prefix: 'crd_first', secretHash: 'first hash' };
const second = { prefix: 'crd_second', secretHash: 'second hash' };
const third = { prefix: 'crd_third', secretHash: 'third hash' };
const wishes = { name: 'billing', scopes: ['users:read', 'users:write'] as const, expires: after(90) };

const created = {
  type: 'ApiKeyCreated',
  data: {
    name: 'billing',
    scopes: ['users:read', 'users:write'],
    prefix: 'crd_first',
    secret_hash: 'first hash',
    expires_at: after(90).toISOString(),
    organization_id: null,
    created_by: null,
  },
} satisfies ApiKeyLifeEvent;
const rotated: ApiKeyLifeEvent = {
  type: 'ApiKeyRotated',
  data: {
    prefix: 'crd_second',
    secret_hash: 'second hash',
    expires_at: after(100).toISOString(),
    previous_until: after(11).toISOString(),
  },
};
const revoked: ApiKeyLifeEvent = { type: 'ApiKeyRevoked', data: { descendants: false } };
const lineRevoked: ApiKeyLifeEvent = { type: 'ApiKeyRevoked', data: { descendants: true } };

describe('API keys (ADM-5)', () => {
  test('a repeated creation does nothing', () => {
    given()
      .when((key) => createKey(key, first, wishes, HELD))
      .then(created);
    given(created)
      .when((key) => createKey(key, second, wishes, HELD))
      .thenNothing();
  });

  test('a key is accepted until it expires or is revoked', () => {
    expect(isUsable(given(created).state, after(89.9))).toBe(true);
    expect(isUsable(given(created).state, after(90))).toBe(false);
    expect(isUsable(given(created, revoked).state, after(1))).toBe(false);
    expect(isUsable(given().state, after(1))).toBe(false);
  });

  test('a rotation starts the lifetime again and accepts the previous secret for the overlap', () => {
    given(created)
      .when((key) => rotateKey(key, second, DAY_MS, HELD, after(10)))
      .then(rotated);
    const { state } = given(created, rotated);
    if (!isUsable(state, after(10))) throw new Error('It does not count.');
    expect(acceptedHashes(state, after(10.9))).toEqual(['second hash', 'first hash']);
    expect(acceptedHashes(state, after(11))).toEqual(['second hash']);
  });

  test('repeated rotations do not lengthen the lifetime', () => {
    given(created, rotated)
      .when((key) => rotateKey(key, third, DAY_MS, HELD, after(40)))
      .then({
        type: 'ApiKeyRotated',
        data: {
          prefix: 'crd_third',
          secret_hash: 'third hash',
          expires_at: after(130).toISOString(),
          previous_until: after(41).toISOString(),
        },
      });
  });

  test('the previous secret is rejected after its own expiry', () => {
    given(created, rotated)
      .when((key) => rotateKey(key, third, DAY_MS, HELD, after(99.5)))
      .then({
        type: 'ApiKeyRotated',
        data: {
          prefix: 'crd_third',
          secret_hash: 'third hash',
          expires_at: after(189.5).toISOString(),
          previous_until: after(100).toISOString(),
        },
      });
  });

  test('a repeated revocation does nothing', () => {
    given(created)
      .when((key) => revokeKey(key, false, HELD))
      .then(revoked);
    given(created, revoked)
      .when((key) => revokeKey(key, false, HELD))
      .thenNothing();
  });

  test.each([
    ['revoked', [created, revoked], after(1)],
    ['expired', [created], after(90)],
    ['unknown', [], after(1)],
  ])('a rotation is rejected if the key is %s', (_, events, now) => {
    given(...events)
      .when((key) => rotateKey(key, second, DAY_MS, HELD, now))
      .then(UnknownApiKey);
  });

  test('the revocation of an unknown key is rejected', () => {
    given()
      .when((key) => revokeKey(key, false, HELD))
      .then(UnknownApiKey);
  });

  test('scopes that this release does not know are ignored', () => {
    const { data } = created;
    const newer = { type: 'ApiKeyCreated' as const, data: { ...data, scopes: ['users:read', 'moon:land'] } };
    expect(given(newer).state).toMatchObject({ scopes: ['users:read'] });
  });
});

describe('keys that keys have created (ADM-5)', () => {
  const MAKER = '7a4f1c8e-5d20-4b96-83e1-c6d9f0a2b574';
  const FIRST = 'e15b9d37-2c84-4f60-a7d3-0b8e6f1c9a42';
  const keyBy = (id: string, actor: string) => historyOf(apiKeyAt(id), actor);
  const family = (...makersPast: ApiKeyLifeEvent[]) => {
    const keys = new Map([
      [MAKER, keyBy(MAKER, `api_key:${FIRST}`)(created, ...makersPast).state],
      [FIRST, keyBy(FIRST, 'service')(created).state],
    ]);
    return (id: string) => Promise.resolve(keys.get(id) ?? { status: 'unknown' as const });
  };
  const child = keyBy(KEY, `api_key:${MAKER}`)(created).state;

  async function revocationOf(key: ApiKey, find: (id: string) => Promise<ApiKey>): Promise<Date | null> {
    if (key.status !== 'created') throw new Error('The key does not exist.');
    return await revocationTime(key, find);
  }

  test('a key names the key that created it, and none if the service token did', () => {
    expect(child).toMatchObject({ maker: MAKER });
    expect(keyBy(KEY, 'service')(created).state).toMatchObject({ maker: null });
  });

  test('a revoked key revokes its descendants only if that was asked for', async () => {
    expect(await revocationOf(child, family())).toBeNull();
    expect(await revocationOf(child, family(revoked))).toBeNull();
    expect(await revocationOf(child, family(revoked, lineRevoked))).toEqual(
      new Date(BEGINNING.getTime() + 2 * 60_000),
    );
  });

  test('a revocation reaches the keys of keys, and not the makers', async () => {
    const makers = family();
    const first = keyBy(FIRST, 'service')(created, lineRevoked).state;
    const find = async (id: string) => (id === FIRST ? first : await makers(id));
    expect(await revocationOf(child, find)).not.toBeNull();
    expect(await revocationOf(await makers(FIRST), family(lineRevoked))).toBeNull();
  });

  test('a key has an owner only if all keys before it are known', async () => {
    if (child.status !== 'created') throw new Error('The key does not exist.');
    expect(await ownerOf(child, family())).toBeNull();
    expect(await ownerOf(child, () => Promise.resolve({ status: 'unknown' }))).toBe('unknown');
    expect(
      await findApiKeyById(
        { find: (id) => Promise.resolve(id === KEY ? child : given().state) },
        NOBODY,
        KEY,
        after(1),
      ),
    ).toBeNull();
  });

  test('the descendants of a revoked key can be revoked later, once', () => {
    const withDescendants = (key: ApiKey) => revokeKey(key, true, HELD);
    given(created).when(withDescendants).then(lineRevoked);
    given(created, revoked).when(withDescendants).then(lineRevoked);
    given(created, revoked, lineRevoked).when(withDescendants).thenNothing();
    given(created, lineRevoked)
      .when((key) => revokeKey(key, false, HELD))
      .thenNothing();
  });
});

describe('callers whose own key expires (ADM-4)', () => {
  const until = (days: number) => ({ ...HELD, expires: after(days) });

  test('a new key does not outlive the key of its maker', () => {
    const expiring = (days: number): ApiKeyLifeEvent => ({
      ...created,
      data: { ...created.data, expires_at: after(days).toISOString() },
    });
    given()
      .when((key) => createKey(key, first, wishes, until(30)))
      .then(expiring(30));
    given()
      .when((key) => createKey(key, first, wishes, until(120)))
      .then(expiring(90));
  });

  test('a new secret does not outlive the key of the caller, which may be the same key', () => {
    const { state } = given(created);
    const renewals = [30, 90, 95, 120].map((days) =>
      rotateKey(state, second, DAY_MS, until(days), after(10)),
    );
    expect(renewals.flat().map(({ data }) => 'expires_at' in data && data.expires_at)).toEqual(
      [30, 90, 95, 100].map((days) => after(days).toISOString()),
    );
  });
});

describe('callers with fewer scopes than a key (ADM-4)', () => {
  test('a caller with fewer scopes cannot create, rotate or revoke the key', () => {
    given()
      .when((key) => createKey(key, first, wishes, LESS))
      .then(ScopeNotHeld);
    given(created)
      .when((key) => rotateKey(key, second, DAY_MS, LESS, after(1)))
      .then(ScopeNotHeld);
    given(created)
      .when((key) => revokeKey(key, false, LESS))
      .then(ScopeNotHeld);
  });
});

describe('keys of an organisation (ORG-18)', () => {
  const organizationId = organizationIdSchema.parse('9f3d6a21-4c7b-4e58-8a10-d5b2c9e7f463');
  const person = aUserId('b83e5c07-2f94-4d61-9a7e-60c1d8f3b52a');
  const scopes = ['members:read', 'members:invite'] as const;
  const manager = { ...ofServices, scopes: new Set<Permission>(scopes), person, organizationId };
  const data = { ...created.data, scopes: [...scopes], organization_id: organizationId, created_by: person };
  const own = { ...created, data } satisfies ApiKeyLifeEvent;

  test('a new key names its organisation and the person behind its maker', () => {
    given()
      .when((key) => createKey(key, first, { ...wishes, scopes }, manager))
      .then(own);
    expect(given(own).state).toMatchObject({ organizationId, owner: person, scopes });
  });

  test('a manager of other keys neither rotates nor revokes it', () => {
    const other = organizationIdSchema.parse('1d84b7e2-63fa-4c95-b0d8-7a2e5f9c3461');
    for (const elsewhere of [null, other]) {
      const stranger = { ...manager, organizationId: elsewhere };
      given(own)
        .when((key) => rotateKey(key, second, DAY_MS, stranger, after(1)))
        .then(UnknownApiKey);
      given(own)
        .when((key) => revokeKey(key, false, stranger))
        .then(UnknownApiKey);
    }
    given(created)
      .when((key) => revokeKey(key, false, manager))
      .then(UnknownApiKey);
  });

  test('a key is of no use while its organisation does not exist', async () => {
    const keys = { find: () => Promise.resolve(given(own).state) };
    expect(await findApiKeyById(keys, NOBODY, KEY, after(1))).toBeNull();
  });
});
