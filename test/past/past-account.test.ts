import { beforeAll, describe, expect, test } from '@jest/globals';
import { positionWithin } from '../../src/api/past/instant.js';
import { readAccountDiff, readPastAccount } from '../../src/api/past/past-account.js';
import { ALL_PERMISSIONS } from '../../src/domain/permissions.js';
import type { Permission } from '../../src/domain/permissions.js';
import type { DomainEvent } from '../../src/domain/event-catalog.js';
import type { UserId } from '../../src/domain/ids.js';
import { userAt } from '../../src/domain/user/user.js';
import { createCodec } from '../../src/eventstore/codec.js';
import { createEventLog } from '../../src/eventstore/event-log.js';
import { loadState } from '../../src/eventstore/folding/load-state.js';
import { openMemoryEventStore } from '../../src/eventstore/memory.js';
import { START } from '../../src/eventstore/port.js';
import type { Position } from '../../src/eventstore/port.js';
import { chance } from '../support/domain/chance.js';
import { secondFactorDemanded, totpAdded } from '../support/domain/factor-events.js';
import { anEventId, aUserId } from '../support/domain/ids.js';
import {
  deactivated,
  emailChanged,
  emailChangeRequested,
  emailVerified,
  passwordSet,
  profileUpdated,
  reactivated,
  registered,
} from '../support/domain/user-history.js';
import { aCause } from '../support/stores/memory/memory-log.js';
import { memorySubjectKeys } from '../support/stores/memory/memory-subject-keys.js';

const PEOPLE = 40;
const EVENTS = 240;
const PAIRS = 10_000;
const all = new Set(ALL_PERMISSIONS);

const keys = memorySubjectKeys();
const codec = createCodec(keys);
const log = createEventLog(openMemoryEventStore(), codec);

async function append(userId: UserId, event: DomainEvent): Promise<Position> {
  const { stream } = userAt(userId);
  const cause = aCause();
  const recorded = {
    ...event,
    id: anEventId(),
    stream,
    revision: 0,
    occurredAt: cause.now,
    actor: cause.actor,
  };
  const encoded = await codec.encode(recorded, cause);
  return (await log.store.append([{ stream, expected: 'any', events: [encoded] }])).position;
}

describe('an account in the past', () => {
  const random = chance(16);
  const people = Array.from({ length: PEOPLE }, () => aUserId());
  /** The state of each person after each event, as it was then. */
  const recorded = new Map<UserId, { position: Position; email: string | null; state: string }[]>();
  const positions: Position[] = [];
  const changes: (() => DomainEvent)[] = [
    () => emailVerified,
    () => deactivated,
    () => reactivated,
    () => secondFactorDemanded,
    () => totpAdded(),
    () => profileUpdated(`ada ${String(random())}`),
    () => emailChangeRequested(),
    () => emailChanged,
    () => passwordSet,
  ];
  const pick = <Item>(items: readonly Item[], otherwise: Item) =>
    items[Math.floor(random() * items.length)] ?? otherwise;

  beforeAll(async () => {
    for (let n = 0; n < EVENTS; n += 1) {
      const userId = pick(people, aUserId());
      const history = recorded.get(userId) ?? [];
      const event = history.length === 0 ? registered : pick(changes, () => emailVerified)();
      positions.push(await append(userId, event));
      const user = await loadState(log, userAt(userId));
      if (user.status !== 'registered') throw new Error('The account is not registered.');
      const { email, username, active, verified, revision } = user;
      const state = JSON.stringify([username, active, verified, revision]);
      recorded.set(userId, [...history, { position: positions.at(-1) ?? START, email, state }]);
    }
  });

  test('the state at any position is the one that was recorded live (PST-1)', async () => {
    for (let n = 0; n < PAIRS; n += 1) {
      const userId = pick(people, aUserId());
      const position = pick(positions, START);
      const live = recorded.get(userId)?.findLast((one) => one.position <= position);
      const past = await readPastAccount(log, userId, position, all).catch(() => undefined);
      const state = JSON.stringify([past?.username, past?.is_active, past?.is_verified, past?.revision]);
      expect([past?.email, past && state]).toEqual([live?.email, live?.state]);
    }
  });
});

describe('one account', () => {
  const ada = aUserId();
  const at: Position[] = [];

  beforeAll(async () => {
    for (const event of [registered, emailVerified, profileUpdated('countess'), deactivated])
      at.push(await append(ada, event));
  });

  test('an account is unknown before its registration (PST-2)', async () => {
    await expect(readPastAccount(log, ada, START, all)).rejects.toMatchObject({ code: 'unknown_user' });
    await expect(readAccountDiff(log, ada, { from: START, to: START }, all)).rejects.toMatchObject({
      code: 'unknown_user',
    });
  });

  test('a difference has each changed field with the event that changed it', async () => {
    const [first = START, second = START, , last = START] = at;
    const { changes } = await readAccountDiff(log, ada, { from: first, to: last }, all);
    expect(changes.map(({ field, before, after, event }) => [field, before, after, event.type])).toEqual([
      ['is_verified', false, true, 'EmailVerified'],
      ['username', 'ada', 'countess', 'ProfileUpdated'],
      ['is_active', true, false, 'UserDeactivated'],
    ]);
    const whole = await readAccountDiff(log, ada, { from: START, to: second }, all);
    expect(whole.changes).toContainEqual(
      expect.objectContaining({ field: 'email', before: null, after: 'ada@example.com' }),
    );
  });

  test('a time is found in the events of the account, without a search of the log', async () => {
    const positionAt = () => Promise.reject(new Error('The log was searched.'));
    const unsearched = { ...log, store: { ...log.store, positionAt } };
    const [registration = START, , , last = START] = at;
    const [stream = []] = await log.store.readStreams([userAt(ada).stream]);
    const [past, future] = [new Date(0), new Date(Date.now() + 60_000)];
    expect(await readPastAccount(unsearched, ada, future, all)).toMatchObject({
      position: last,
      username: 'countess',
    });
    await expect(readPastAccount(unsearched, ada, past, all)).rejects.toMatchObject({ code: 'unknown_user' });
    const period = { from: past, to: future };
    expect(await readAccountDiff(unsearched, ada, period, all)).toMatchObject({ from: START, to: last });

    const secondly = stream.map((event, second) => ({ ...event, recordedAt: new Date(second * 1000) }));
    expect(positionWithin(secondly, new Date(0))).toBe(START);
    expect(positionWithin(secondly, new Date(1000))).toBe(registration);
    expect(positionWithin(secondly, new Date(1001))).toBe(at[1]);
  });

  describe('a caller with few scopes', () => {
    const grace = aUserId();
    const past = async (...scopes: Permission[]) => await readPastAccount(log, grace, last, new Set(scopes));
    let last = START;

    beforeAll(async () => {
      for (const event of [registered, emailChangeRequested(), emailChanged, profileUpdated('rear admiral')])
        await append(grace, event);
      await append(grace, totpAdded());
      last = await append(grace, emailChangeRequested());
    });

    test('a difference hides personal fields without events:read_personal (FED-6)', async () => {
      const diff = async (...scopes: Permission[]) =>
        (await readAccountDiff(log, grace, { from: START, to: last }, new Set(scopes))).changes;
      const [plain, personal] = [
        await diff('events:read'),
        await diff('events:read', 'events:read_personal'),
      ];
      expect(plain.map(({ field, event }) => [field, event.id])).toEqual(
        personal.map(({ field, event }) => [field, event.id]),
      );
      const valuesOf = (changes: typeof plain) =>
        JSON.stringify(changes.map(({ before, after }) => [before, after]));
      expect(valuesOf(personal)).toMatch(/@example.*admiral.*totp/);
      expect(valuesOf(plain)).not.toMatch(/@|ada|admiral|totp/);
      expect(plain).toContainEqual(expect.objectContaining({ field: 'is_active', after: true }));
    });

    test('the past has only the fields of today with users:read, and the factors with mfa:read', async () => {
      expect(await past('users:read')).toMatchObject({
        username: 'rear admiral',
        is_active: true,
        pending_email: null,
        has_password: null,
        second_factor_demanded: null,
        identities: null,
        factors: null,
      });
      expect(await past('users:read', 'mfa:read')).toMatchObject({
        second_factor_demanded: false,
        factors: [{ kind: 'totp' }],
        identities: null,
      });
      expect((await past('users:read', 'events:read_personal')).pending_email).toMatch(/@/);
    });
  });

  test('after an erasure the past shows that the account was erased, and no personal data (PST-2)', async () => {
    keys.destroy(ada);
    const past = await readPastAccount(log, ada, at[1] ?? START, all);
    expect(past).toMatchObject({ user_id: ada, erased: true, email: null, username: null });
    expect(
      JSON.stringify(await readAccountDiff(log, ada, { from: START, to: at[3] ?? START }, all)),
    ).not.toMatch(/ada@|countess/);
  });
});
