import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { changeMember, leaveOrganization } from '../../../src/commands/organizations/change-member.js';
import { changeOrganization } from '../../../src/commands/organizations/change-organization.js';
import { addOwner, removeOwner } from '../../../src/commands/organizations/change-owners.js';
import { endErasedMembershipOf } from '../../../src/commands/organizations/end-erased-membership.js';
import {
  deleteOrganization,
  resumeOrganization,
  suspendOrganization,
} from '../../../src/commands/organizations/end-organization.js';
import { foundOrganization } from '../../../src/commands/organizations/found-organization.js';
import { releaseUnusedName } from '../../../src/commands/organizations/release-unused-name.js';
import type { OrganizationId, UserId } from '../../../src/domain/ids.js';
import { grantOrganization, isCurrentGrant } from '../../../src/domain/organization/organization-grant.js';
import { permissionsOfMember } from '../../../src/domain/organization/access.js';
import { LastOwner, UnknownOrganization } from '../../../src/domain/organization/decisions.js';
import { startMembership, UnknownMember } from '../../../src/domain/organization/member-decisions.js';
import { membershipAt } from '../../../src/domain/organization/membership.js';
import { claimName, nameClaimAt, SlugTaken } from '../../../src/domain/organization/name-claim.js';
import { organizationAt } from '../../../src/domain/organization/organization.js';
import { permissionsOf } from '../../../src/domain/roles/access.js';
import {
  BuiltIn,
  changeRole,
  defineRole,
  retireRole,
  UnknownPermission,
  UnknownRole,
} from '../../../src/domain/roles/role-decisions.js';
import { assignRole, unassignRole } from '../../../src/commands/organizations/assign-role.js';
import { changeOwnRoles, readOwnRoles } from '../../../src/commands/organizations/change-own-roles.js';
import { loadAccess } from '../../../src/eventstore/folding/load-access.js';
import { ExceedsOwnPermissions } from '../../../src/domain/roles/escalation.js';
import { ADMIN, OWNER } from '../../../src/domain/roles/organization-roles.js';
import { emailAddress } from '../../../src/domain/user/email-address.js';
import { handle } from '../../../src/commands/handle.js';
import { loadMember } from '../../../src/eventstore/folding/load-member.js';
import { loadState } from '../../../src/eventstore/folding/load-state.js';
import { aWorld, registeredAccount, verifiedAccount } from '../../support/domain/command-world.js';
import type { World } from '../../support/domain/command-world.js';
import { aCause } from '../../support/stores/memory/memory-log.js';

const SERVICE = { userId: null, person: null, authority: 'everything' } as const;

let world: World;
let people: UserId[];
let id: OrganizationId;

beforeEach(async () => {
  world = aWorld();
  people = [];
  for (let i = 0; i < 3; i += 1)
    people.push((await verifiedAccount(world, emailAddress(`person${i}@example.com`))).id);
  ({ id } = await found('engines'));
});

const person = (i: number): UserId => people[i] ?? fail();
const member = (i: number) => ({ organizationId: id, userId: person(i) });
const managed = (i: number) => ({ userId: person(i), person: person(i), authority: new Set<string>() });

function fail(): never {
  throw new Error('There is no such person.');
}

async function found(slug: string, owner = 0) {
  const input = { name: 'Engines', slug, ownerId: person(owner) };
  return (await foundOrganization(world, input, aCause())).organization;
}

async function join(i: number, roleIds: readonly string[] = []): Promise<void> {
  const admission = { ...member(i), roleIds, via: 'administrator', viaId: null } as const;
  await handle(world.log, aCause(), { membership: membershipAt(member(i)) }, ({ membership }) => ({
    membership: startMembership(membership, admission),
  }));
}

async function permissionsAt(i: number): Promise<string[]> {
  return [...permissionsOfMember(await loadMember(world.log, member(i)))].sort();
}

async function change(
  i: number,
  action: Parameters<typeof changeMember>[1],
  manager: Parameters<typeof changeMember>[3],
) {
  return await changeMember(world, action, { ...member(i), reason: null }, manager, aCause());
}

describe('founding', () => {
  test('of two founders of one slug, one gets it, and the other leaves no organisation (ORG-1)', async () => {
    const outcomes = await Promise.allSettled([found('same', 1), found('same', 2)]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(outcomes).toContainEqual({ status: 'rejected', reason: new SlugTaken() });
    const types = (await world.log.events()).map(({ type }) => type);
    expect(types.filter((type) => type === 'OrganizationCreated')).toHaveLength(2);
  });

  test('a repeat of the command returns the same organisation', async () => {
    const cause = aCause();
    const input = { name: 'Engines', ownerId: person(1) };
    const [first, second] = [
      await foundOrganization(world, input, cause),
      await foundOrganization(world, input, cause),
    ];
    expect(second).toEqual(first);
    expect(first.organization.slug).toMatch(/^org-[0-9a-f]{12}$/);
  });

  test('the founder has every permission of the organisation, and others none (ORG-4)', async () => {
    expect(await permissionsAt(0)).toEqual([...OWNER.permissions].sort());
    expect(await permissionsAt(1)).toEqual([]);
  });

  test('an account whose address is not verified founds nothing', async () => {
    const { id: ownerId } = await registeredAccount(world, emailAddress('new@example.com'));
    await expect(foundOrganization(world, { name: 'X', ownerId }, aCause())).rejects.toThrow();
  });
});

describe('names', () => {
  test('a new slug frees the previous one (ORG-21)', async () => {
    await changeOrganization(world, id, { name: 'Looms', slug: 'looms' }, null, aCause());
    expect(await loadState(world.log, organizationAt(id))).toMatchObject({ name: 'Looms', slug: 'looms' });
    const claim = world.slugClaimStream('engines');
    await releaseUnusedName(world, { claim, id, isInterrupted: false }, aCause());
    expect((await found('engines', 1)).slug).toBe('engines');
    await releaseUnusedName(world, { claim, id, isInterrupted: false }, aCause());
    await expect(found('engines', 2)).rejects.toThrow(SlugTaken);
  });

  test('an interrupted foundation lapses, and its late command cannot use the released slug', async () => {
    const cause = aCause();
    const claim = world.slugClaimStream('late');
    const late = await found('other', 1);
    await handle(world.log, aCause(), { claim: nameClaimAt(claim) }, (before) => ({
      claim: claimName(before.claim, late.id),
    }));
    await releaseUnusedName(world, { claim, id: late.id, isInterrupted: true }, cause);
    expect(await loadState(world.log, nameClaimAt(claim))).toEqual({ owner: null, revision: 1 });
    expect(await loadState(world.log, organizationAt(late.id))).toMatchObject({ slug: 'other' });
  });
});

describe('owners', () => {
  test('the last owner cannot leave, be removed, suspended or demoted (ORG-6)', async () => {
    await expect(leaveOrganization(world, member(0), aCause())).rejects.toThrow(LastOwner);
    await expect(removeOwner(world, member(0), aCause())).rejects.toThrow(LastOwner);
    for (const action of ['remove', 'suspend'] as const)
      await expect(change(0, action, SERVICE)).rejects.toThrow(LastOwner);
  });

  test('owners who remove each other at once leave one (ORG-6)', async () => {
    for (const i of [1, 2]) {
      await join(i);
      await addOwner(world, member(i), aCause());
    }
    const removals = [0, 1, 2].flatMap((i) => [
      change(i, 'remove', managed((i + 1) % 3)),
      change(i, 'suspend', SERVICE),
    ]);
    await Promise.allSettled(removals);
    const organization = await loadState(world.log, organizationAt(id));
    expect(organization.status === 'founded' && organization.owners.size).toBe(1);
  });

  test('only an active member becomes an owner', async () => {
    await expect(addOwner(world, member(1), aCause())).rejects.toThrow(UnknownMember);
    await join(1);
    await change(1, 'suspend', managed(0));
    await expect(addOwner(world, member(1), aCause())).rejects.toThrow(UnknownMember);
  });

  test('the erasure of a person ends the membership, also of the last owner (ORG-22)', async () => {
    await endErasedMembershipOf(world, member(0), aCause());
    expect(await loadState(world.log, organizationAt(id))).toMatchObject({ owners: new Set() });
    expect(await loadState(world.log, membershipAt(member(0)))).toMatchObject({ status: 'ended' });
  });
});

describe('roles of members', () => {
  async function define(key: string, permissions: string[], manager: Parameters<typeof changeMember>[3]) {
    const role = { name: key, description: '', permissions, inherits: [] };
    await changeOwnRoles(world, id, manager, aCause(), (set, authority) =>
      defineRole(set, { id: randomUUID(), key }, role, authority),
    );
  }

  async function assign(i: number, role: string, manager: Parameters<typeof changeMember>[3]) {
    await assignRole(world, { ...member(i), role }, manager, aCause());
  }

  test('a role of the organisation gives its permissions there only, until it is taken', async () => {
    await join(1);
    await define('inviter', ['members:write'], managed(0));
    await assign(1, 'inviter', managed(0));
    expect(await permissionsAt(1)).toEqual(['members:read', 'members:write', 'organization:read']);
    expect(permissionsOf(await loadAccess(world.log, person(1)))).toEqual(new Set());
    await unassignRole(world, { ...member(1), role: 'inviter' }, managed(0), aCause());
    expect(await permissionsAt(1)).toEqual(['members:read', 'organization:read']);
  });

  test('a role of an organisation has no permission of the service, and none that only owners have (RBAC-3)', async () => {
    for (const permission of ['users:write', 'organizations:write', 'owners:write', 'orders:refund'])
      await expect(define('strong', [permission], managed(0))).rejects.toThrow(UnknownPermission);
  });

  test('nobody gives a role above the own permissions, or any role to oneself (RBAC-3, ORG-12)', async () => {
    await join(1);
    await join(2);
    await define('assigner', ['roles:assign', 'roles:write'], managed(0));
    await assign(1, 'assigner', managed(0));
    await define('writer', ['members:write'], managed(0));
    await expect(assign(2, 'writer', managed(1))).rejects.toThrow(ExceedsOwnPermissions);
    await expect(assign(2, 'admin', managed(1))).rejects.toThrow(ExceedsOwnPermissions);
    await expect(assign(1, 'assigner', managed(1))).rejects.toThrow(ExceedsOwnPermissions);
    await expect(define('other', ['members:write'], managed(1))).rejects.toThrow(ExceedsOwnPermissions);
    for (const role of ['owner', 'member'])
      await expect(assign(2, role, managed(0))).rejects.toThrow(BuiltIn);
    await assign(2, 'assigner', managed(1));
    expect(await permissionsAt(2)).toContain('roles:assign');
  });

  test('a role of one organisation is unknown in another (ORG-2)', async () => {
    await define('clerk', [], managed(0));
    const [roleId = ''] = (await readOwnRoles(world.log, id)).roles.keys();
    const foreign = await found('foreign', 1);
    const role = { organizationId: foreign.id, userId: person(1), role: roleId };
    await expect(assignRole(world, role, SERVICE, aCause())).rejects.toThrow(UnknownRole);
  });
});

describe('members', () => {
  test('an admin changes no owner and no member with more permissions (RBAC-4)', async () => {
    await join(1, [ADMIN.id]);
    await join(2);
    await expect(change(0, 'remove', managed(1))).rejects.toThrow(ExceedsOwnPermissions);
    await expect(change(1, 'suspend', managed(2))).rejects.toThrow(ExceedsOwnPermissions);
    await change(2, 'remove', managed(1));
    expect(await permissionsAt(2)).toEqual([]);
  });

  test('a suspended member has no permission until the membership is resumed, and may leave', async () => {
    await join(1, [ADMIN.id]);
    await change(1, 'suspend', managed(0));
    expect(await permissionsAt(1)).toEqual([]);
    await change(1, 'resume', managed(0));
    expect(await permissionsAt(1)).toContain('members:write');
    await leaveOrganization(world, member(1), aCause());
    await expect(change(1, 'resume', managed(0))).rejects.toThrow(UnknownMember);
  });

  test('members of a suspended or deleted organisation have no permission in it (ORG-5, ORG-21)', async () => {
    await suspendOrganization(world, id, 'unpaid', aCause());
    expect(await permissionsAt(0)).toEqual([]);
    await deleteOrganization(world, id, null, aCause());
    expect(await permissionsAt(0)).toEqual([]);
    await expect(suspendOrganization(world, id, null, aCause())).rejects.toThrow(UnknownOrganization);
  });
});

describe('tokens for an organisation', () => {
  async function grantTo(i: number) {
    return grantOrganization(id, await loadMember(world.log, member(i)));
  }

  async function holds(i: number, grant: ReturnType<typeof grantOrganization>): Promise<boolean> {
    return isCurrentGrant(grant, await loadMember(world.log, member(i)));
  }

  async function write(i: number, key: string, change: Parameters<typeof changeOwnRoles>[4]): Promise<void> {
    await changeOwnRoles(world, id, managed(i), aCause(), change);
    expect([...(await readOwnRoles(world.log, id)).roles.values()].map((role) => role.key)).toContain(key);
  }

  const clerk = (permissions: string[]) => ({ name: 'Clerk', description: '', permissions, inherits: [] });

  test('only an active member gets one, with the keys of the roles (ORG-4)', async () => {
    await expect(grantTo(1)).rejects.toThrow(UnknownOrganization);
    await join(1, [ADMIN.id]);
    expect(await grantTo(0)).toMatchObject({ organizationId: id, roles: ['owner'] });
    expect(await grantTo(1)).toMatchObject({ roles: ['member', 'admin'] });
    await change(1, 'suspend', managed(0));
    await expect(grantTo(1)).rejects.toThrow(UnknownOrganization);
  });

  test('it is refused after a suspension, a sign-out or a removal, also of a member who came back (ORG-5)', async () => {
    await join(1);
    for (const action of ['suspend', 'sign-out', 'remove'] as const) {
      const before = await grantTo(1);
      await change(1, action, managed(0));
      expect([action, await holds(1, before)]).toEqual([action, false]);
      if (action === 'suspend') await change(1, 'resume', managed(0));
      if (action === 'remove') await join(1);
      expect([action, await holds(1, before), await holds(1, await grantTo(1))]).toEqual([
        action,
        false,
        true,
      ]);
    }
  });

  test('it is refused while the organisation is suspended, and after that (ORG-5)', async () => {
    const before = await grantTo(0);
    await suspendOrganization(world, id, null, aCause());
    expect(await holds(0, before)).toBe(false);
    await resumeOrganization(world, id, null, aCause());
    expect([await holds(0, before), await holds(0, await grantTo(0))]).toEqual([false, true]);
    const newer = await grantTo(0);
    await deleteOrganization(world, id, null, aCause());
    expect(await holds(0, newer)).toBe(false);
  });

  test('it is refused after a role was taken, reduced or retired, and stays after a gain (RBAC-6)', async () => {
    await join(1);
    const roleId = randomUUID();
    await write(0, 'clerk', (set, authority) =>
      defineRole(set, { id: roleId, key: 'clerk' }, clerk(['members:write']), authority),
    );
    const first = await grantTo(1);
    await assignRole(world, { ...member(1), role: 'clerk' }, managed(0), aCause());
    expect(await holds(1, first)).toBe(true);
    const second = await grantTo(1);
    await write(0, 'clerk', (set, authority) =>
      changeRole(
        set,
        { reference: roleId, revision: null },
        clerk(['members:write', 'roles:read']),
        authority,
      ),
    );
    expect(await holds(1, second)).toBe(true);
    await write(0, 'clerk', (set, authority) =>
      changeRole(set, { reference: roleId, revision: null }, clerk(['roles:read']), authority),
    );
    expect(await holds(1, second)).toBe(false);
    const third = await grantTo(1);
    await unassignRole(world, { ...member(1), role: 'clerk' }, managed(0), aCause());
    expect(await holds(1, third)).toBe(false);
    const fourth = await grantTo(1);
    await changeOwnRoles(world, id, managed(0), aCause(), (set, authority) =>
      retireRole(set, { reference: roleId, revision: null }, authority),
    );
    expect([await holds(1, fourth), await holds(0, await grantTo(0))]).toEqual([false, true]);
  });

  test('an owner who is one no more has no older one, and too many roles have no place in it (RBAC-11)', async () => {
    await join(1);
    await addOwner(world, member(1), aCause());
    const before = await grantTo(1);
    await removeOwner(world, member(1), aCause());
    expect(await holds(1, before)).toBe(false);
    const facts = await loadMember(world.log, member(1));
    const many = Array.from({ length: 50 }, (_, i) => ({ ...ADMIN, id: String(i), key: `role-${i}` }));
    const ownRoles = { ...facts.ownRoles, roles: new Map(many.map((role) => [role.id, role])) };
    const membership = { ...facts.membership, roles: new Set(many.map((role) => role.id)) };
    expect(grantOrganization(id, { ...facts, ownRoles, membership }).roles).toBeNull();
  });
});

describe('changes at the same time', () => {
  test('an admin who loses the role during an assignment assigns nothing (RBAC-3)', async () => {
    await join(1, [ADMIN.id]);
    await join(2);
    const outcomes = await Promise.allSettled([
      unassignRole(world, { ...member(1), role: ADMIN.id }, managed(0), aCause()),
      assignRole(world, { ...member(2), role: ADMIN.id }, managed(1), aCause()),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(await permissionsAt(2)).not.toContain('members:write');
  });

  test('nobody becomes an owner during the end of the own membership', async () => {
    await join(1);
    const outcomes = await Promise.allSettled([
      leaveOrganization(world, member(1), aCause()),
      addOwner(world, member(1), aCause()),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(await permissionsAt(1)).toEqual([]);
  });
});
