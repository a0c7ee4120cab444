import { beforeEach, describe, expect, test } from '@jest/globals';
import { changeRole } from '../../../src/commands/roles/change-role.js';
import { definePermission } from '../../../src/commands/roles/define-permission.js';
import { defineRole } from '../../../src/commands/roles/define-role.js';
import { grantRole } from '../../../src/commands/roles/grant-role.js';
import { withdrawRole } from '../../../src/commands/roles/withdraw-role.js';
import { deactivate } from '../../../src/commands/accounts/deactivate.js';
import { requestOwnErasure, requestUserErasure } from '../../../src/commands/privacy/request-erasure.js';
import type { UserId } from '../../../src/domain/ids.js';
import { permissionsOf, reasonFor } from '../../../src/domain/roles/access.js';
import { ExceedsOwnPermissions } from '../../../src/domain/roles/escalation.js';
import { LastAdministrator } from '../../../src/domain/roles/holder-decisions.js';
import { ADMINISTRATOR, globalRoles } from '../../../src/domain/roles/role-set.js';
import { emailAddress } from '../../../src/domain/user/email-address.js';
import { accessCache } from '../../../src/projections/live/access-cache.js';
import { loadAccess } from '../../../src/eventstore/folding/load-access.js';
import { loadState } from '../../../src/eventstore/folding/load-state.js';
import { chance } from '../../support/domain/chance.js';
import { aWorld, verifiedAccount } from '../../support/domain/command-world.js';
import type { World } from '../../support/domain/command-world.js';
import { openSession } from '../../support/domain/open-session.js';
import { aCause } from '../../support/stores/memory/memory-log.js';

const SERVICE = { userId: null, person: null, authority: 'everything' } as const;
const PEOPLE = 3;

let world: World;
let people: UserId[];

beforeEach(async () => {
  world = aWorld();
  people = [];
  for (let i = 0; i < PEOPLE; i += 1)
    people.push((await verifiedAccount(world, emailAddress(`person${i}@example.com`))).id);
  await definePermission(world, { key: 'orders:refund', description: '' }, SERVICE, aCause());
});

const person = (i: number): UserId => people[i] ?? fail();
const managed = (i: number) => ({ userId: person(i), person: person(i), authority: new Set<string>() });
const keyOf = (i: number, ...scopes: string[]) => {
  return { userId: null, person: person(i), authority: new Set(scopes) };
};
const having = (permissions: readonly string[], inherits: readonly string[] = []) => {
  return { name: 'A role', description: '', permissions, inherits };
};

function fail(): never {
  throw new Error('There is no such person.');
}

async function permissionsIn(userId: UserId): Promise<ReadonlySet<string>> {
  return permissionsOf(await loadAccess(world.log, userId));
}

async function give(
  i: number,
  role: string,
  manager: Parameters<typeof grantRole>[2] = SERVICE,
): Promise<void> {
  await grantRole(world, { userId: person(i), role, reason: null }, manager, aCause());
}

async function take(
  i: number,
  role: string,
  manager: Parameters<typeof grantRole>[2] = SERVICE,
): Promise<void> {
  await withdrawRole(world, { userId: person(i), role, reason: null }, manager, aCause());
}

async function define(key: string, permissions: string[], inherits: string[] = []): Promise<void> {
  await defineRole(world, { key, name: key, description: '', permissions, inherits }, SERVICE, aCause());
}

describe('named attacks', () => {
  test('a role above the caller is neither given nor taken, and nobody changes the own roles (RBAC-3, ADM-4)', async () => {
    await define('helper', ['users:read', 'roles:assign']);
    await define('strong', ['users:write']);
    await give(0, 'helper');
    await expect(give(1, 'strong', managed(0))).rejects.toThrow(ExceedsOwnPermissions);
    await give(1, 'strong');
    await expect(take(1, 'strong', managed(0))).rejects.toThrow(ExceedsOwnPermissions);
    await define('weak', ['users:read']);
    await expect(give(0, 'weak', managed(0))).rejects.toThrow(ExceedsOwnPermissions);
  });

  test('a person with more permissions than the caller gets and loses no role by that caller (RBAC-4, ADM-4)', async () => {
    await define('helper', ['users:read', 'roles:assign']);
    await define('weak', ['users:read']);
    await define('strong', ['users:write']);
    await give(0, 'helper');
    await give(1, 'strong');
    await give(1, 'weak');
    await expect(take(1, 'weak', managed(0))).rejects.toThrow(ExceedsOwnPermissions);
    await give(2, 'weak', managed(0));
    expect(await permissionsIn(person(2))).toEqual(new Set(['users:read']));
  });

  test('the permissions of a closed account still protect it from weaker callers (RBAC-4, ADM-4)', async () => {
    await define('helper', ['users:read', 'roles:assign']);
    await define('weak', ['users:read']);
    await define('strong', ['users:write']);
    await give(0, 'helper');
    await give(1, 'strong');
    await give(1, 'weak');
    await deactivate(world, person(1), {}, aCause(), null);
    await expect(take(1, 'weak', managed(0))).rejects.toThrow(ExceedsOwnPermissions);
    await expect(give(1, 'helper', managed(0))).rejects.toThrow(ExceedsOwnPermissions);
  });

  test('a person can give up an own role (RBAC-3)', async () => {
    await define('weak', ['users:read']);
    await give(0, 'weak');
    await take(0, 'weak', managed(0));
    expect(await permissionsIn(person(0))).toEqual(new Set());
  });

  test('a key gives no role to its owner, takes none from a stronger owner, and is no stronger than its owner (RBAC-3)', async () => {
    await define('helper', ['users:read', 'users:write', 'roles:assign']);
    await define('weak', ['users:read']);
    await give(0, 'helper');
    const key = keyOf(0, 'users:read', 'roles:assign', 'audit:read');
    await expect(give(0, 'weak', key)).rejects.toThrow(ExceedsOwnPermissions);
    await expect(take(0, 'helper', key)).rejects.toThrow(ExceedsOwnPermissions);
    await define('auditor', ['audit:read']);
    await expect(give(1, 'auditor', key)).rejects.toThrow(ExceedsOwnPermissions);
    await define('all', ['users:write']);
    await expect(give(1, 'all', key)).rejects.toThrow(ExceedsOwnPermissions);
    await give(1, 'weak', key);
    expect(await permissionsIn(person(1))).toEqual(new Set(['users:read']));
  });

  test('a person with every permission does not become an administrator alone', async () => {
    await give(1, ADMINISTRATOR.key);
    const all = [...(await permissionsIn(person(1)))];
    await define('almost', all);
    await give(0, 'almost');
    for (const manager of [managed(0), keyOf(0, ...all)])
      await expect(give(0, ADMINISTRATOR.key, manager)).rejects.toThrow(ExceedsOwnPermissions);
  });

  test('only an administrator makes another administrator', async () => {
    await define('helper', ['users:read', 'roles:assign']);
    await give(0, 'helper');
    await expect(give(1, ADMINISTRATOR.key, managed(0))).rejects.toThrow(ExceedsOwnPermissions);
    await give(1, ADMINISTRATOR.key);
    await give(2, ADMINISTRATOR.id, managed(1));
    expect((await permissionsIn(person(2))).has('orders:refund')).toBe(true);
  });
});

describe('changes at the same time', () => {
  test('two people who take the same role from each other at once leave it with one (RBAC-3)', async () => {
    await define('helper', ['users:read', 'roles:assign']);
    await give(0, 'helper');
    await give(1, 'helper');
    const outcomes = await Promise.allSettled([take(1, 'helper', managed(0)), take(0, 'helper', managed(1))]);
    expect(outcomes).toContainEqual({ status: 'rejected', reason: expect.any(ExceedsOwnPermissions) });
    expect([await permissionsIn(person(0)), await permissionsIn(person(1))]).toContainEqual(new Set());
  });

  test('forty parallel changes of parents leave roles without a cycle (RBAC-2)', async () => {
    const keys = Array.from({ length: 8 }, (_, i) => `role${i}`);
    for (const key of keys) await define(key, ['users:read']);
    const random = chance(2);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 40 }, (_, i) => {
        const parents = keys.filter(() => random() < 0.25);
        const reference = keys[i % keys.length] ?? fail();
        return changeRole(world, { reference, revision: null }, having([], parents), SERVICE, aCause());
      }),
    );
    const { roles } = await loadState(world.log, globalRoles);
    const cleared = new Set<string>();
    for (let before = -1; before < cleared.size;) {
      before = cleared.size;
      for (const role of roles.values())
        if (role.inherits.every((parent) => cleared.has(parent))) cleared.add(role.id);
    }
    expect(cleared.size).toBe(roles.size);
    const statuses = new Set(outcomes.map(({ status }) => status));
    expect(statuses).toEqual(new Set(['fulfilled', 'rejected']));
  });

  test('a caller who loses a role during a change makes no other one (RBAC-3)', async () => {
    await define('helper', ['users:read', 'roles:assign', 'roles:write']);
    await give(0, 'helper');
    const outcomes = await Promise.allSettled([
      take(0, 'helper'),
      give(1, 'helper', managed(0)),
      defineRole(
        world,
        { key: 'copy', name: 'Copy', description: '', permissions: ['users:read'], inherits: [] },
        managed(0),
        aCause(),
      ),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect(await permissionsIn(person(1))).toEqual(new Set());
  });
});

describe('the last administrator (RBAC-17)', () => {
  test('two administrators who remove each other at once leave one', async () => {
    await give(0, ADMINISTRATOR.key);
    await give(1, ADMINISTRATOR.key);
    const removals = [take(1, ADMINISTRATOR.key, managed(0)), take(0, ADMINISTRATOR.key, managed(1))];
    const outcomes = await Promise.allSettled(removals);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const { administrators } = await loadAccess(world.log, person(0));
    expect(administrators.users.size).toBe(1);
  });

  test('an administrator whose account is closed is no successor', async () => {
    await give(0, ADMINISTRATOR.key);
    await give(1, ADMINISTRATOR.key);
    await deactivate(world, person(1), {}, aCause(), null);
    await expect(take(0, ADMINISTRATOR.key)).rejects.toThrow(LastAdministrator);
  });

  const waiting = (at = world) => ({ ...at, rules: { ...at.rules, erasureDelayMs: 3_600_000 } });

  test.each<[string, (of: UserId) => Promise<unknown>]>([
    ['deactivation', (of) => deactivate(world, of, {}, aCause(), null)],
    ['erasure', (of) => requestUserErasure(world, of, {}, aCause(), null)],
    ['erasure with a delay', (of) => requestUserErasure(waiting(), of, {}, aCause(), null)],
    [
      'erasure by the owner',
      async (of) => requestOwnErasure(world, await openSession(world, of), {}, aCause()),
    ],
  ])('%s of the only administrator is refused, and of two at once one is', async (_, close) => {
    await give(0, ADMINISTRATOR.key);
    await expect(close(person(0))).rejects.toThrow(LastAdministrator);
    await close(person(2));
    await give(1, ADMINISTRATOR.key);
    const outcomes = await Promise.allSettled([close(person(0)), close(person(1))]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('an administrator whose account waits for its erasure is no successor', async () => {
    await give(0, ADMINISTRATOR.key);
    await give(1, ADMINISTRATOR.key);
    await requestUserErasure(waiting(), person(1), {}, aCause(), null);
    await expect(take(0, ADMINISTRATOR.key)).rejects.toThrow(LastAdministrator);
    await expect(deactivate(world, person(0), {}, aCause(), null)).rejects.toThrow(LastAdministrator);
    // It can be closed further, because it counts no more.
    await requestUserErasure(world, person(1), {}, aCause(), null);
  });

  test('of a removal and the deactivation of the successor, one is refused', async () => {
    await give(0, ADMINISTRATOR.key);
    await give(1, ADMINISTRATOR.key);
    const outcomes = await Promise.allSettled([
      take(0, ADMINISTRATOR.key),
      deactivate(world, person(1), {}, aCause(), null),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });
});

describe('decisions', () => {
  test('the reason of a permission names the roles that lead to it, and changes with them (RBAC-8)', async () => {
    await define('reader', ['users:read']);
    await define('support', ['mfa:read'], ['reader']);
    await give(0, 'support');
    const reason = async () => reasonFor(await loadAccess(world.log, person(0)), 'users:read');
    expect(await reason()).toEqual(['support', 'reader', 'users:read']);
    await changeRole(
      world,
      { reference: 'support', revision: null },
      having(['mfa:read']),
      SERVICE,
      aCause(),
    );
    expect(await reason()).toEqual([]);
  });

  test('permissions are read from the log while nothing is heard of it (RBAC-6, RBAC-19)', async () => {
    const cache = accessCache(world.log);
    const cached = async () => [...(await cache.find(person(0))).permissions];
    await define('weak', ['users:read']);
    await give(0, 'weak');
    cache.heard(performance.now());
    expect(await cached()).toEqual(['users:read']);
    await take(0, 'weak');
    cache.heard(performance.now() - 3000);
    expect(await cached()).toEqual([]);
  });

  test('a deactivated account has no permission (RBAC-20)', async () => {
    await give(0, ADMINISTRATOR.key);
    await give(1, ADMINISTRATOR.key);
    await deactivate(world, person(0), {}, aCause(), null);
    expect(await permissionsIn(person(0))).toEqual(new Set());
  });
});
