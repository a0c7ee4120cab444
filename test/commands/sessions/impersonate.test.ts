import { beforeEach, expect, test } from '@jest/globals';
import { impersonate } from '../../../src/commands/sessions/impersonate.js';
import { signOut } from '../../../src/commands/sessions/sign-out.js';
import { deactivate } from '../../../src/commands/accounts/deactivate.js';
import { defineRole } from '../../../src/commands/roles/define-role.js';
import { grantRole } from '../../../src/commands/roles/grant-role.js';
import { withdrawRole } from '../../../src/commands/roles/withdraw-role.js';
import type { UserId } from '../../../src/domain/ids.js';
import { SessionOver } from '../../../src/domain/policies/active-session.js';
import { ExceedsOwnPermissions } from '../../../src/domain/roles/escalation.js';
import { ADMINISTRATOR } from '../../../src/domain/roles/role-set.js';
import { emailAddress } from '../../../src/domain/user/email-address.js';
import { UnknownUser } from '../../../src/domain/user/decisions.js';
import { aWorld, verifiedAccount } from '../../support/domain/command-world.js';
import type { World } from '../../support/domain/command-world.js';
import { openSession } from '../../support/domain/open-session.js';
import { aCause } from '../../support/stores/memory/memory-log.js';
import { NOW } from '../../support/domain/user-history.js';

const SERVICE = { userId: null, person: null, authority: 'everything' } as const;
const TERMS = { reason: 'ticket 4711', ends: new Date(NOW.getTime() + 600_000) };

let world: World;
let helper: UserId;
let target: UserId;

beforeEach(async () => {
  world = aWorld();
  helper = (await verifiedAccount(world, emailAddress('helper@example.com'))).id;
  target = (await verifiedAccount(world, emailAddress('target@example.com'))).id;
  for (const permissions of [['users:read', 'users:impersonate'], ['users:read'], ['audit:read']]) {
    const key = permissions.join('-').replaceAll(':', '_');
    await defineRole(
      world,
      { key, name: key, description: '', permissions, inherits: [] },
      SERVICE,
      aCause(),
    );
  }
  await give(helper, 'users_read-users_impersonate');
});

async function give(userId: UserId, role: string): Promise<void> {
  await grantRole(world, { userId, role, reason: null }, SERVICE, aCause());
}

async function take(userId: UserId, role: string): Promise<void> {
  await withdrawRole(world, { userId, role, reason: null }, SERVICE, aCause());
}

test('the session belongs to the target and names the administrator (RBAC-18)', async () => {
  const caller = await openSession(world, helper);
  const { claims } = await impersonate(world, target, caller, TERMS, aCause());
  expect(claims).toMatchObject({ userId: target, impersonator: { ...caller, userRevision: 0 }, amr: [] });
  expect((await world.log.events()).at(-1)).toMatchObject({
    type: 'SessionStarted',
    stream: `session-${claims.sessionId}`,
    data: {
      user_id: target,
      impersonation: { by: helper, by_session: caller.sessionId },
      impersonation_reason: 'ticket 4711',
    },
  });
});

test('a target with the same or other permissions, an administrator and oneself are refused (RBAC-18)', async () => {
  const caller = await openSession(world, helper);
  const attempt = (userId: UserId) => impersonate(world, userId, caller, TERMS, aCause());
  await expect(attempt(helper)).rejects.toThrow(ExceedsOwnPermissions);
  await give(target, 'users_read');
  await attempt(target);
  await give(target, 'audit_read');
  await expect(attempt(target)).rejects.toThrow(ExceedsOwnPermissions);
  await take(target, 'audit_read');
  await give(target, 'users_read-users_impersonate');
  await expect(attempt(target)).rejects.toThrow(ExceedsOwnPermissions);
  await give(helper, ADMINISTRATOR.key);
  await attempt(target);
  await give(target, ADMINISTRATOR.key);
  await expect(attempt(target)).rejects.toThrow(ExceedsOwnPermissions);
});

test('a caller without the permission, an ended session and a closed target are refused (RBAC-18)', async () => {
  const caller = await openSession(world, helper);
  const attempt = () => impersonate(world, target, caller, TERMS, aCause());
  await deactivate(world, target, {}, aCause(), null);
  await expect(attempt()).rejects.toThrow(UnknownUser);
  await take(helper, 'users_read-users_impersonate');
  await expect(attempt()).rejects.toThrow();
  await signOut(world, caller, aCause());
  await expect(attempt()).rejects.toThrow(SessionOver);
});

test('a permission that is withdrawn during the request starts no session (RBAC-18)', async () => {
  const caller = await openSession(world, helper);
  const outcomes = await Promise.allSettled([
    take(helper, 'users_read-users_impersonate'),
    impersonate(world, target, caller, TERMS, aCause()),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
});
