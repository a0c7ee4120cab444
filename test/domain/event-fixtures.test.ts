import { describe, expect, test } from '@jest/globals';
import { fold } from '../../src/domain/aggregate.js';
import type { Aggregate } from '../../src/domain/aggregate.js';
import { apiKeyAt, apiKeys, usesOf } from '../../src/domain/api-key/api-key.js';
import { attemptsOf } from '../../src/domain/attempts/attempts.js';
import { claimAt } from '../../src/domain/claim/claim.js';
import { connectionAt, connectionOfStream } from '../../src/domain/connection/connection.js';
import { deliveryAt } from '../../src/domain/delivery/delivery.js';
import { devicesOf } from '../../src/domain/device/devices.js';
import { eventCatalog } from '../../src/domain/event-catalog.js';
import type { DomainEvent } from '../../src/domain/event-catalog.js';
import { factorUseOf, factorUses } from '../../src/domain/factor/factor-use.js';
import {
  factorIdSchema,
  nameClaimStreamSchema,
  organizationIdSchema,
  pendingSignInIdSchema,
} from '../../src/domain/ids.js';
import { membershipAt } from '../../src/domain/organization/membership.js';
import { nameClaimAt } from '../../src/domain/organization/name-claim.js';
import { organizationAt, organizations } from '../../src/domain/organization/organization.js';
import { pendingSignInAt, pendingSignIns } from '../../src/domain/pending-sign-in/pending-sign-in.js';
import { oneTimeCodeOf } from '../../src/domain/one-time-code/one-time-code.js';
import { familyAt } from '../../src/domain/refresh/refresh.js';
import { administrators, heldRolesOf } from '../../src/domain/roles/holders.js';
import { globalRoles } from '../../src/domain/roles/role-set.js';
import { sessionAt } from '../../src/domain/session/session.js';
import { keyring } from '../../src/domain/signing-key/keyring.js';
import { userAt, userOfStream } from '../../src/domain/user/user.js';
import { createCodec } from '../../src/eventstore/codec.js';
import type { LoggedEvent } from '../../src/eventstore/codec.js';
import { asStored, readEventFixtures } from '../support/domain/event-fixtures.js';
import { memorySubjectKeys } from '../support/stores/memory/memory-subject-keys.js';
import { ADA } from '../support/domain/user-history.js';
import { aClaimStream, aSessionId, aUserId } from '../support/domain/ids.js';

const SESSION = aSessionId('c2f8a1de-7b34-4c55-8e0f-6a9d3b2e1f07');
const OTHER_SESSION = aSessionId('3e6b0f5c-8d21-4a97-b4c6-1f7a9e0d52c8');

const fixtures = await readEventFixtures();
const history = await decodeAll();

async function decodeAll(): Promise<LoggedEvent[]> {
  const keys = memorySubjectKeys();
  const stored = await Promise.all([...fixtures.values()].map((fixture) => asStored(fixture, keys)));
  return await createCodec(keys).decode(stored.sort((a, b) => a.revision - b.revision));
}

/** Folds the examples of one stream. */
function folded<State, Event extends DomainEvent>(aggregate: Aggregate<State, Event>): State {
  const events = history.filter(({ stream }) => stream === aggregate.stream);
  return fold<State, DomainEvent>(aggregate, events);
}

describe('the examples of all released events (EVT-8)', () => {
  test('every version of every event type has exactly one example', () => {
    const expected = [...eventCatalog.values()].flatMap(({ type, version }) =>
      Array.from({ length: version }, (_, before) => `${type}.v${before + 1}.json`),
    );
    expect([...fixtures.keys()]).toEqual(expected.sort());
  });

  test.each([...fixtures])(
    '%s is named after what it holds, and reads as the newest version',
    (name, one) => {
      expect(name).toBe(`${one.type}.v${one.version}.json`);
      const event = history.find(({ id }) => id === one.id);
      expect(event).toMatchObject({ type: one.type, version: eventCatalog.get(one.type)?.version });
    },
  );

  const newest = [...fixtures].filter(([, { type, version }]) => eventCatalog.get(type)?.version === version);

  test.each(newest)(
    '%s is encrypted in the fields that the catalogue names, and no field is lost',
    (_, one) => {
      expect(one.personal).toEqual(eventCatalog.get(one.type)?.personal);
      expect(history.find(({ id }) => id === one.id)?.data).toEqual(one.data);
    },
  );
});

describe('the states of the examples (EVT-8)', () => {
  test('the user events fold to an account', () => {
    expect(folded(userAt(ADA))).toMatchObject({
      status: 'registered',
      email: 'countess@example.com',
      username: 'countess',
      password: null,
      passwordLocked: false,
      active: true,
      verified: true,
      verification: { newest: null },
      reset: { newest: null },
      pendingAddress: null,
      identities: [],
      factors: [
        { kind: 'passkey', name: 'Laptop', rpId: 'example.org' },
        { kind: 'phone', name: 'Mobile', number: '+4915112345678' },
        { kind: 'totp', name: 'Phone', algorithm: 'SHA256', digits: 8, period: 60 },
      ],
      recoveryCodes: null,
      demandedBy: null,
      sessionsEnd: { revision: 13, kept: null },
    });
  });

  test('the events of an abandoned registration fold to an abandoned user', () => {
    const abandoned = history.find(({ type }) => type === 'RegistrationAbandoned');
    const userId = aUserId(userOfStream(abandoned?.stream ?? '') ?? '');
    expect(folded(userAt(userId))).toEqual({ status: 'abandoned', id: userId });
  });

  test('the events of a connection fold to a removed one', () => {
    const added = history.find(({ type }) => type === 'ConnectionAdded');
    const id = connectionOfStream(added?.stream ?? '');
    if (id === null) throw new Error('There is no connection.');
    expect(folded(connectionAt(id))).toMatchObject({ status: 'removed' });
  });

  test('the claim events fold to a released claim', () => {
    const claimed = history.find(({ type }) => type === 'ValueClaimed');
    expect(folded(claimAt(aClaimStream(claimed?.stream ?? '')))).toEqual({ owner: null, revision: 1 });
  });

  test('the events of a reused refresh token fold to an ended session', () => {
    expect(folded(sessionAt(SESSION))).toEqual({ status: 'ended', userId: ADA });
    expect(folded(familyAt(SESSION))).toEqual({ status: 'over' });
    expect(folded(familyAt(OTHER_SESSION))).toMatchObject({
      generation: 2,
      location: 'q7Zx1TnR0vBkYd3mLw8sHA',
    });
  });

  test('the events of a second step fold to a used factor, a pending sign-in and a raised session', () => {
    const used = history.find(({ type }) => type === 'FactorUsed');
    const factorId = factorIdSchema.parse(factorUses.idOf(used?.stream ?? ''));
    expect(folded(factorUseOf(factorId))).toMatchObject({ step: 58_909_441, for: OTHER_SESSION });
    const asked = history.find(({ type }) => type === 'SecondFactorAsked');
    const pendingId = pendingSignInIdSchema.parse(pendingSignIns.idOf(asked?.stream ?? ''));
    expect(folded(pendingSignInAt(pendingId))).toMatchObject({ status: 'asked', offered: [factorId] });
    expect(folded(sessionAt(OTHER_SESSION))).toMatchObject({ acr: 'aal2', amr: ['pwd', 'otp', 'mfa'] });
  });

  test('the events of a code fold to a code that was used', () => {
    expect(folded(oneTimeCodeOf(ADA, 'second_factor'))).toMatchObject({
      channel: 'sms',
      phone: '+4917012345678',
      tries: 1,
      spentFor: OTHER_SESSION,
    });
  });

  test('a session of an earlier release is at the first level', () => {
    const first = history.find(({ type, stream }) => type === 'SessionStarted' && stream.endsWith(SESSION));
    expect(first?.data).toMatchObject({ acr: 'aal1', factors: [], trust_id: null, pending: null });
  });

  test('the device and attempt events fold to devices and counters', () => {
    expect([...folded(devicesOf(ADA)).seen.keys()]).toEqual(['Firefox on Linux']);
    expect(folded(attemptsOf(ADA, null))).toMatchObject({ failures: 0, known: false, lockedUntil: null });
  });

  test('the signing key events fold to a keyring', () => {
    expect(folded(keyring)).toMatchObject([{ algorithm: 'EdDSA', publicKey: { crv: 'Ed25519' } }]);
  });

  test('the API key events fold to a rotated, used and revoked key', () => {
    const key = history.find(({ type }) => type === 'ApiKeyRevoked');
    const id = apiKeys.idOf(key?.stream ?? '') ?? '';
    expect(folded(apiKeyAt(id))).toMatchObject({
      name: 'billing',
      scopes: ['users:read'],
      expires: new Date('2026-06-01T00:00:00Z'),
      revokedAt: key?.occurredAt,
    });
    expect(folded(usesOf(id))).toEqual(new Date('2026-01-01T00:00:00Z'));
  });

  test('the event of a key of an organisation folds to that key (ORG-18)', () => {
    const key = history.find(({ type, data }) => type === 'ApiKeyCreated' && data.created_by === ADA);
    const id = apiKeys.idOf(key?.stream ?? '') ?? '';
    const organizationId = '4c8e1b7f-93d2-4a60-b5e8-17f0c6a92d34';
    expect(folded(apiKeyAt(id))).toMatchObject({ name: 'member import', organizationId, owner: ADA });
  });

  test('the events of roles fold to no role, and to one administrator', () => {
    expect(folded(globalRoles)).toMatchObject({ roles: new Map(), permissions: new Map() });
    expect(folded(administrators).users.size).toBe(1);
    expect(folded(heldRolesOf(ADA))).toEqual(new Set());
  });

  test('the events of an organisation fold to a deleted one, and to an ended membership', () => {
    const created = history.find(({ type }) => type === 'OrganizationCreated');
    const organizationId = organizationIdSchema.parse(organizations.idOf(created?.stream ?? ''));
    expect(folded(organizationAt(organizationId))).toEqual({ status: 'deleted', id: organizationId });
    expect(folded(membershipAt({ organizationId, userId: ADA }))).toMatchObject({
      status: 'ended',
      reducedAt: 6,
    });
    const claimed = history.find(({ type }) => type === 'NameClaimed');
    const claim = nameClaimAt(nameClaimStreamSchema.parse(claimed?.stream));
    expect(folded(claim)).toEqual({ owner: null, revision: 1 });
  });

  test('the delivery events fold to a sent mail', () => {
    expect(folded(deliveryAt('verification-1'))).toEqual({ outcome: 'sent' });
  });
});
