import { beforeAll, describe, expect, test } from '@jest/globals';
import { loadPastAccess, toAccessJson } from '../../src/api/past/past-access.js';
import { deactivate } from '../../src/commands/accounts/deactivate.js';
import { reactivate } from '../../src/commands/accounts/reactivate.js';
import { requestUserErasure } from '../../src/commands/privacy/request-erasure.js';
import { changeRole } from '../../src/commands/roles/change-role.js';
import { defineRole } from '../../src/commands/roles/define-role.js';
import { grantRole } from '../../src/commands/roles/grant-role.js';
import { retireRole } from '../../src/commands/roles/retire-role.js';
import { withdrawRole } from '../../src/commands/roles/withdraw-role.js';
import { DomainError } from '../../src/domain/domain-error.js';
import type { UserId } from '../../src/domain/ids.js';
import { permissionsOf } from '../../src/domain/roles/access.js';
import { ADMINISTRATOR } from '../../src/domain/roles/role-set.js';
import { emailAddress } from '../../src/domain/user/email-address.js';
import { loadAccess } from '../../src/eventstore/folding/load-access.js';
import type { Position } from '../../src/eventstore/port.js';
import { chance } from '../support/domain/chance.js';
import { aWorld, verifiedAccount } from '../support/domain/command-world.js';
import { aCause } from '../support/stores/memory/memory-log.js';

const PEOPLE = 6;
const ACTS = 150;
const TRIPLES = 1000;
const SERVICE = { userId: null, person: null, authority: 'everything' } as const;
const POOL = ['users:read', 'users:write', 'audit:read', 'mfa:read'];
const ROLES = ['one', 'two', 'three', 'four'];

const world = aWorld();
const random = chance(9);
const people: UserId[] = [];

function pick<Value>(values: readonly Value[]): Value {
  const value = values[Math.floor(random() * values.length)];
  if (value === undefined) throw new Error('There is nothing to pick.');
  return value;
}

const some = () => POOL.filter(() => random() < 0.5);
const having = () => ({ name: 'A role', description: '', permissions: some(), inherits: [] });
const assignment = () => ({ userId: pick(people), role: pick([...ROLES, ADMINISTRATOR.key]), reason: null });

async function define(key: string): Promise<void> {
  await defineRole(world, { key, ...having() }, SERVICE, aCause());
}

/** The acts that change what a person may do. */
const ACTS_OF_ADMINISTRATORS: readonly (() => Promise<unknown>)[] = [
  () => grantRole(world, assignment(), SERVICE, aCause()),
  () => grantRole(world, assignment(), SERVICE, aCause()),
  () => withdrawRole(world, assignment(), SERVICE, aCause()),
  () => changeRole(world, { reference: pick(ROLES), revision: null }, having(), SERVICE, aCause()),
  () => retireRole(world, { reference: pick(ROLES), revision: null }, SERVICE, aCause()),
  () => define(pick(ROLES)),
  () => deactivate(world, pick(people), {}, aCause(), null),
  () => reactivate(world, pick(people), {}, aCause(), null),
];

/** Carries out a random act, unless the rules refuse it. */
async function act(): Promise<void> {
  await pick(ACTS_OF_ADMINISTRATORS)().catch((error: unknown) => {
    if (!(error instanceof DomainError)) throw error;
  });
}

async function headOfLog(): Promise<Position> {
  const newest = (await world.log.events()).at(-1);
  if (newest === undefined) throw new Error('The log is empty.');
  return newest.position;
}

beforeAll(async () => {
  for (let i = 0; i < PEOPLE; i += 1)
    people.push((await verifiedAccount(world, emailAddress(`person${i}@example.com`))).id);
  for (const key of ROLES) await define(key);
});

describe('permissions in the past', () => {
  test('1,000 random people, permissions and times agree with a recorder (RBAC-9)', async () => {
    const recorded: { position: Position; permissions: ReadonlyMap<UserId, ReadonlySet<string>> }[] = [];
    for (let n = 0; n < ACTS; n += 1) {
      await act();
      const now = await Promise.all(
        people.map(async (id) => [id, permissionsOf(await loadAccess(world.log, id))] as const),
      );
      recorded.push({ position: await headOfLog(), permissions: new Map(now) });
    }
    let permitted = 0;
    for (let n = 0; n < TRIPLES; n += 1) {
      const [person, permission, { position, permissions }] = [pick(people), pick(POOL), pick(recorded)];
      const then = permissionsOf(await loadPastAccess(world.log, person, position)).has(permission);
      expect([person, permission, position, then]).toEqual([
        person,
        permission,
        position,
        permissions.get(person)?.has(permission),
      ]);
      if (then) permitted += 1;
    }
    expect(permitted).toBeGreaterThan(TRIPLES / 10);
    expect(permitted).toBeLessThan((TRIPLES * 9) / 10);
  });

  test('an erased person has no permission at once, and the past shows ids only (RBAC-20)', async () => {
    const { id } = await verifiedAccount(world, emailAddress('erased@example.com'));
    await defineRole(world, { key: 'lasting', ...having(), permissions: ['users:read'] }, SERVICE, aCause());
    await grantRole(world, { userId: id, role: 'lasting', reason: null }, SERVICE, aCause());
    const before = await headOfLog();
    await requestUserErasure(world, id, {}, aCause(), null);
    expect(permissionsOf(await loadAccess(world.log, id))).toEqual(new Set());
    world.log.keys.destroy(id);
    const past = await loadPastAccess(world.log, id, before);
    expect([...past.held]).toHaveLength(1);
    expect(toAccessJson(past).user_id).toBe(id);
    expect(JSON.stringify(past)).not.toContain('erased@example.com');
    const { permissions } = toAccessJson(await loadPastAccess(world.log, id, await headOfLog()));
    expect(permissions).toEqual([]);
  });
});
