import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from '@jest/globals';
import {
  acceptInvitation,
  declineInvitation,
  invitationOfLink,
} from '../../../src/commands/invitations/answer-invitation.js';
import {
  endErasedInvitationOf,
  revokeInvitation,
  settleInvitationOf,
} from '../../../src/commands/invitations/end-invitation.js';
import { resendInvitation, sendInvitation } from '../../../src/commands/invitations/send-invitation.js';
import { assignRole, unassignRole } from '../../../src/commands/organizations/assign-role.js';
import { changeOwnRoles } from '../../../src/commands/organizations/change-own-roles.js';
import {
  deleteOrganization,
  suspendOrganization,
} from '../../../src/commands/organizations/end-organization.js';
import { foundOrganization } from '../../../src/commands/organizations/found-organization.js';
import { handle } from '../../../src/commands/handle.js';
import { invitationIdSchema } from '../../../src/domain/ids.js';
import type { EventId, InvitationId, OrganizationId, UserId } from '../../../src/domain/ids.js';
import { InvitationForAnotherAddress } from '../../../src/domain/invitation/answer-decisions.js';
import { UnknownInvitation } from '../../../src/domain/invitation/decisions.js';
import { invitationAt } from '../../../src/domain/invitation/invitation.js';
import { permissionsOfMember } from '../../../src/domain/organization/access.js';
import { AlreadyMember, startMembership } from '../../../src/domain/organization/member-decisions.js';
import { membershipAt } from '../../../src/domain/organization/membership.js';
import { ExceedsOwnPermissions } from '../../../src/domain/roles/escalation.js';
import { ADMIN } from '../../../src/domain/roles/organization-roles.js';
import { BuiltIn, defineRole, retireRole, UnknownRole } from '../../../src/domain/roles/role-decisions.js';
import { LinkUsed } from '../../../src/domain/user/decisions.js';
import { emailAddress } from '../../../src/domain/user/email-address.js';
import { userAt } from '../../../src/domain/user/user.js';
import { loadMember } from '../../../src/eventstore/folding/load-member.js';
import { loadState } from '../../../src/eventstore/folding/load-state.js';
import { aWorld, registeredAccount, verifiedAccount } from '../../support/domain/command-world.js';
import type { World } from '../../support/domain/command-world.js';
import { aCause } from '../../support/stores/memory/memory-log.js';

const ADDRESS = emailAddress('invited@example.com');
const DAY_S = 86_400;

let world: World;
let owner: UserId;
let organizationId: OrganizationId;

beforeEach(async () => {
  world = aWorld();
  owner = (await verifiedAccount(world, emailAddress('owner@example.com'))).id;
  const founded = await foundOrganization(world, { name: 'Engines', ownerId: owner }, aCause());
  organizationId = founded.organization.id;
});

const managed = (userId: UserId) => ({ userId, person: userId, authority: new Set<string>() });

async function send({
  roles = [],
  by = owner,
  cause = aCause(),
}: {
  roles?: readonly string[];
  by?: UserId;
  cause?: ReturnType<typeof aCause>;
} = {}): Promise<InvitationId> {
  const input = { organizationId, email: ADDRESS, roles, expiresInS: DAY_S };
  const { invitation } = await sendInvitation(world, input, managed(by), cause);
  if (invitation.status !== 'open') throw new Error('The invitation is not open.');
  return invitation.id;
}

async function accept(id: InvitationId, userId: UserId, cause = aCause()) {
  return await acceptInvitation(world, { id, userId, link: null }, cause);
}

async function permissionsOfUser(userId: UserId): Promise<string[]> {
  return [...permissionsOfMember(await loadMember(world.log, { organizationId, userId }))].sort();
}

async function join(
  userId: UserId,
  roleIds: readonly string[],
  invitation: InvitationId | null = null,
): Promise<void> {
  const ids = { organizationId, userId };
  const via = invitation === null ? 'administrator' : 'invitation';
  const admission = { ...ids, roleIds, via, viaId: invitation } as const;
  await handle(world.log, aCause(), { membership: membershipAt(ids) }, ({ membership }) => ({
    membership: startMembership(membership, admission),
  }));
}

async function define(key: string, permissions: string[]): Promise<string> {
  const id = randomUUID();
  const role = { name: key, description: '', permissions, inherits: [] };
  await changeOwnRoles(world, organizationId, managed(owner), aCause(), (set, authority) =>
    defineRole(set, { id, key }, role, authority),
  );
  return id;
}

describe('accepting', () => {
  test('the person with the verified address becomes a member with the roles, once (ORG-7)', async () => {
    const { id: invitee } = await verifiedAccount(world, ADDRESS);
    const id = await send({ roles: ['admin'] });
    const attempts = Array.from({ length: 20 }, async () => accept(id, invitee));
    const outcomes = await Promise.allSettled(attempts);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await permissionsOfUser(invitee)).toContain('members:write');
    const types = (await world.log.events()).map(({ type }) => type);
    expect(types.filter((type) => type === 'InvitationAccepted')).toHaveLength(1);
    await expect(accept(id, invitee)).rejects.toThrow(LinkUsed);
  });

  test('a repeat of the command returns the same membership', async () => {
    const { id: invitee } = await verifiedAccount(world, ADDRESS);
    const id = await send();
    const cause = aCause();
    const first = await accept(id, invitee, cause);
    expect(await accept(id, invitee, cause)).toEqual(first);
  });

  test('revoked, declined, expired, unknown and foreign invitations have one answer (ORG-7, ORG-8)', async () => {
    const { id: invitee } = await verifiedAccount(world, ADDRESS);
    const { id: stranger } = await verifiedAccount(world, emailAddress('stranger@example.com'));
    const refused = async (id: InvitationId, userId = invitee, cause = aCause()) =>
      expect(accept(id, userId, cause)).rejects.toThrow(LinkUsed);
    const id = await send();
    await refused(id, stranger);
    await expect(declineInvitation(world, { id, userId: stranger, link: null }, aCause())).rejects.toThrow(
      LinkUsed,
    );
    await refused(invitationIdSchema.parse(randomUUID()));
    const { now } = aCause();
    await refused(id, invitee, { ...aCause(), now: new Date(now.getTime() + DAY_S * 1000) });
    await revokeInvitation(world, { id, organizationId }, aCause());
    await refused(id);
    await send();
    await declineInvitation(world, { id, userId: invitee, link: null }, aCause());
    await refused(id);
    await send();
    expect((await accept(id, invitee)).facts.membership.status).toBe('active');
  });

  test('an account whose address is not verified accepts nothing, and stays as it is (ORG-13)', async () => {
    const { id: invitee } = await registeredAccount(world, ADDRESS);
    const id = await send();
    await expect(accept(id, invitee)).rejects.toThrow(LinkUsed);
    expect(await loadState(world.log, invitationAt(id))).toMatchObject({ status: 'open' });
  });

  test('a suspended or deleted organisation admits nobody', async () => {
    const { id: invitee } = await verifiedAccount(world, ADDRESS);
    const id = await send();
    await suspendOrganization(world, organizationId, null, aCause());
    await expect(accept(id, invitee)).rejects.toThrow(LinkUsed);
    await deleteOrganization(world, organizationId, null, aCause());
    await expect(accept(id, invitee)).rejects.toThrow(LinkUsed);
  });

  test('after a crash behind the membership, a second acceptance only ends the invitation', async () => {
    const { id: invitee } = await verifiedAccount(world, ADDRESS);
    const id = await send({ roles: ['admin'] });
    await join(invitee, [], id);
    await accept(id, invitee);
    expect(await permissionsOfUser(invitee)).toEqual(['members:read', 'organization:read']);
    expect(await loadState(world.log, invitationAt(id))).toMatchObject({ status: 'ended' });
  });

  test('a person who joined in another way accepts nothing, and the invitation is settled', async () => {
    const { id: invitee } = await verifiedAccount(world, ADDRESS);
    const ids = { organizationId, userId: invitee };
    const id = await send({ roles: ['admin'] });
    await settleInvitationOf(world, ids, aCause());
    expect(await loadState(world.log, invitationAt(id))).toMatchObject({ status: 'open' });
    await join(invitee, []);
    await expect(accept(id, invitee)).rejects.toThrow(LinkUsed);
    await settleInvitationOf(world, ids, aCause());
    await settleInvitationOf(world, ids, aCause());
    expect(await loadState(world.log, invitationAt(id))).toMatchObject({ status: 'ended' });
    const settled = (await world.log.events()).filter(({ type }) => type === 'InvitationSettled');
    expect(settled.map(({ data }) => data)).toEqual([expect.objectContaining({ user_id: invitee })]);
    expect(await permissionsOfUser(invitee)).toEqual(['members:read', 'organization:read']);
  });
});

describe('the link', () => {
  /** Returns the event that the link of the newest mail names. */
  async function linkOf(id: InvitationId): Promise<EventId> {
    const invitation = await loadState(world.log, invitationAt(id));
    if (invitation.status === 'none') throw new Error('The invitation was not sent.');
    return invitation.sending;
  }

  test('a token names the invitation and its sending, and a forged one nothing (ORG-7)', async () => {
    const id = await send();
    const link = await linkOf(id);
    const token = world.linkTokens.issueInvitation({ invitationId: id, eventId: link });
    expect(invitationOfLink(world, token)).toEqual({ id, link });
    const foreign = world.linkTokens.issue('verify-email', { userId: owner, eventId: link });
    for (const forged of [foreign, `${token}A`, token.replace(/^./, '_'), ''])
      expect(() => invitationOfLink(world, forged)).toThrow(LinkUsed);
  });

  test('a person with another verified address learns that, and consumes nothing (ORG-8)', async () => {
    const { id: invitee } = await verifiedAccount(world, ADDRESS);
    const { id: stranger } = await verifiedAccount(world, emailAddress('stranger@example.com'));
    const id = await send();
    const link = await linkOf(id);
    const asStranger = { id, userId: stranger, link };
    await expect(acceptInvitation(world, asStranger, aCause())).rejects.toThrow(InvitationForAnotherAddress);
    await expect(declineInvitation(world, asStranger, aCause())).rejects.toThrow(InvitationForAnotherAddress);
    await acceptInvitation(world, { id, userId: invitee, link }, aCause());
    await expect(acceptInvitation(world, asStranger, aCause())).rejects.toThrow(LinkUsed);
  });

  test('an account whose address is not verified accepts nothing by it, and stays as it is (ORG-13)', async () => {
    const { id: invitee } = await registeredAccount(world, ADDRESS);
    const id = await send();
    const byLink = acceptInvitation(world, { id, userId: invitee, link: await linkOf(id) }, aCause());
    await expect(byLink).rejects.toThrow(InvitationForAnotherAddress);
    expect(await loadState(world.log, userAt(invitee))).toMatchObject({ verified: false });
  });

  test('only the link of the newest mail works, with the roles of the first (ORG-11)', async () => {
    const { id: invitee } = await verifiedAccount(world, ADDRESS);
    const id = await send({ roles: ['admin'] });
    const older = await linkOf(id);
    const now = new Date(aCause().now.getTime() + 2 * DAY_S * 1000);
    const later = () => ({ ...aCause(), now });
    await resendInvitation(world, { id, organizationId }, managed(owner), later());
    const byLink = (link: EventId) => acceptInvitation(world, { id, userId: invitee, link }, later());
    await expect(byLink(older)).rejects.toThrow(LinkUsed);
    await byLink(await linkOf(id));
    expect(await permissionsOfUser(invitee)).toContain('members:write');
  });

  test('nobody sends an ended invitation again, or one of another organisation (ORG-2)', async () => {
    const id = await send();
    const resend = async (at = organizationId) =>
      resendInvitation(world, { id, organizationId: at }, managed(owner), aCause());
    const foreign = await foundOrganization(world, { name: 'Looms', ownerId: owner }, aCause());
    await expect(resend(foreign.organization.id)).rejects.toThrow(UnknownInvitation);
    await revokeInvitation(world, { id, organizationId }, aCause());
    await expect(resend()).rejects.toThrow(UnknownInvitation);
  });
});

describe('roles', () => {
  test('nobody invites with an unknown role, or one above the own permissions (ORG-12)', async () => {
    const { id: clerk } = await verifiedAccount(world, emailAddress('clerk@example.com'));
    await join(clerk, [await define('clerk', ['members:invite'])]);
    await expect(send({ roles: ['none'] })).rejects.toThrow(UnknownRole);
    await expect(send({ roles: ['owner'] })).rejects.toThrow(BuiltIn);
    await expect(send({ roles: ['admin'], by: clerk })).rejects.toThrow(ExceedsOwnPermissions);
    await expect(send({ roles: ['clerk'], by: clerk })).rejects.toThrow(ExceedsOwnPermissions);
    expect(await loadState(world.log, invitationAt(await send({ by: clerk })))).toMatchObject({
      roleIds: [],
    });
  });

  test('a role that was retired since, or that the inviter cannot give any more, admits nobody (ORG-12)', async () => {
    const { id: invitee } = await verifiedAccount(world, ADDRESS);
    const { id: admin } = await verifiedAccount(world, emailAddress('admin@example.com'));
    await join(admin, []);
    const role = { organizationId, userId: admin, role: ADMIN.id };
    await assignRole(world, role, managed(owner), aCause());
    const id = await send({ roles: ['admin'], by: admin });
    await unassignRole(world, role, managed(owner), aCause());
    await expect(accept(id, invitee)).rejects.toThrow(LinkUsed);
    const retired = await define('clerk', []);
    await send({ roles: ['clerk'] });
    await changeOwnRoles(world, organizationId, managed(owner), aCause(), (set, authority) =>
      retireRole(set, { reference: retired, revision: null }, authority),
    );
    await expect(accept(id, invitee)).rejects.toThrow(LinkUsed);
    expect(await permissionsOfUser(invitee)).toEqual([]);
  });
});

describe('sending', () => {
  test('a member is not invited, and each address has one invitation (ORG-11)', async () => {
    const input = { organizationId, email: emailAddress('Owner@example.com'), roles: [], expiresInS: DAY_S };
    await expect(sendInvitation(world, input, managed(owner), aCause())).rejects.toThrow(AlreadyMember);
    expect(await send()).toBe(await send());
  });

  test('each sending encrypts the address under a key of its own, which a repeat of the command keeps', async () => {
    const cause = aCause();
    await send({ cause });
    await send({ cause });
    await send();
    const keys = (await world.log.events()).flatMap((event) =>
      event.type === 'InvitationSent' ? [event.data.key_id] : [],
    );
    expect([keys.length, new Set(keys).size]).toEqual([2, 2]);
  });

  test('another organisation revokes nothing (ORG-2)', async () => {
    const id = await send();
    const foreign = await foundOrganization(world, { name: 'Looms', ownerId: owner }, aCause());
    const revocation = { id, organizationId: foreign.organization.id };
    await expect(revokeInvitation(world, revocation, aCause())).rejects.toThrow(UnknownInvitation);
    expect(await loadState(world.log, invitationAt(id))).toMatchObject({ status: 'open' });
  });

  test('an erasure ends the invitation under the destroyed key, and not a later one (ORG-22)', async () => {
    const id = await send();
    const sent = await loadState(world.log, invitationAt(id));
    if (sent.status === 'none') throw new Error('The invitation was not sent.');
    await send();
    await endErasedInvitationOf(world, sent, aCause());
    const newer = await loadState(world.log, invitationAt(id));
    expect(newer).toMatchObject({ status: 'open', email: ADDRESS });
    if (newer.status === 'open') await endErasedInvitationOf(world, newer, aCause());
    expect(await loadState(world.log, invitationAt(id))).toMatchObject({ status: 'ended', email: null });
  });
});
