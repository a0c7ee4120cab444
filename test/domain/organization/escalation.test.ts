import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fold } from '../../../src/domain/aggregate.js';
import type { Aggregate } from '../../../src/domain/aggregate.js';
import { apiKeyAt } from '../../../src/domain/api-key/api-key.js';
import type { Created } from '../../../src/domain/api-key/api-key.js';
import { createKey } from '../../../src/domain/api-key/decisions.js';
import { within } from '../../../src/domain/api-key/owner.js';
import { DomainError } from '../../../src/domain/domain-error.js';
import { invitationIdSchema, nameClaimStreamSchema, organizationIdSchema } from '../../../src/domain/ids.js';
import { requireAcceptable } from '../../../src/domain/invitation/answer-decisions.js';
import { sendInvitation } from '../../../src/domain/invitation/decisions.js';
import { invitationAt } from '../../../src/domain/invitation/invitation.js';
import { permissionsIn } from '../../../src/domain/organization/access.js';
import type { MemberFacts } from '../../../src/domain/organization/access.js';
import { foundOrganization } from '../../../src/domain/organization/decisions.js';
import { startMembership } from '../../../src/domain/organization/member-decisions.js';
import type { Admission } from '../../../src/domain/organization/member-decisions.js';
import { membershipAt } from '../../../src/domain/organization/membership.js';
import type { Membership } from '../../../src/domain/organization/membership.js';
import { organizationAt } from '../../../src/domain/organization/organization.js';
import type { Organization } from '../../../src/domain/organization/organization.js';
import { assignRole, unassignRole } from '../../../src/domain/organization/role-assignment.js';
import { isPermission } from '../../../src/domain/permissions.js';
import { administrators, heldRolesOf } from '../../../src/domain/roles/holders.js';
import type { Assigner } from '../../../src/domain/roles/holder-decisions.js';
import { organizationRoles, withAppPermissions } from '../../../src/domain/roles/organization-roles.js';
import { changeRole, defineRole, retireRole } from '../../../src/domain/roles/role-decisions.js';
import { globalRoles } from '../../../src/domain/roles/role-set.js';
import { emailAddress } from '../../../src/domain/user/email-address.js';
import { userAt } from '../../../src/domain/user/user.js';
import { historyOf } from '../../support/domain/given-when-then.js';
import { aUserId, anEventId } from '../../support/domain/ids.js';
import { ADAS_CLAIM, emailVerified, registered } from '../../support/domain/user-history.js';

const SEQUENCES = 1000;
const POOL = ['members:invite', 'members:write', 'roles:write', 'roles:assign', 'api_keys:write'];
const ROLES = ['a', 'b', 'c', 'd'] as const;
const ID = organizationIdSchema.parse('7b2f90d4-1c6e-4a83-95d7-e0a8c34f61b2');
const SLUG = { text: 'engines', claim: nameClaimStreamSchema.parse(`name_claim-1.${'A'.repeat(43)}`) };
/** The owner, two members, and a stranger. */
const PEOPLE = [aUserId(), aUserId(), aUserId(), aUserId()];
const NOW = new Date(0);
const EVERYTHING: Assigner = { authority: 'everything', userId: null, person: null };

/** The permission that the route of each act asks for. */
const ACTS = {
  define: 'roles:write',
  change: 'roles:write',
  retire: 'roles:write',
  assign: 'roles:assign',
  unassign: 'roles:assign',
  invite: 'members:invite',
  key: 'api_keys:write',
} as const;

const permissions = fc.subarray(POOL);
const person = fc.integer({ min: 1, max: PEOPLE.length - 1 });
const role = fc.constantFrom(...ROLES);
const call = fc.record({
  act: fc.constantFrom(...(Object.keys(ACTS) as (keyof typeof ACTS)[])),
  actor: person,
  byKey: fc.boolean(),
  target: person,
  role,
  permissions,
  inherits: fc.subarray([...ROLES], { maxLength: 2 }),
});
const beginning = fc.record({
  roles: fc.tuple(permissions, permissions, permissions, permissions),
  holdings: fc.array(fc.tuple(fc.constantFrom(1, 2), role), { maxLength: 6 }),
  keys: fc.tuple(permissions, permissions),
});
type Call = typeof call extends fc.Arbitrary<infer Value> ? Value : never;
type Beginning = typeof beginning extends fc.Arbitrary<infer Value> ? Value : never;

/** An organisation with its roles, members and keys. */
class Tenant {
  private organization: Organization;
  private roles = organizationRoles(ID).initial;
  private readonly users = PEOPLE.map((id) => historyOf(userAt(id))(registered, emailVerified).state);
  private readonly memberships: Membership[] = PEOPLE.map(
    (userId) => membershipAt({ organizationId: ID, userId }).initial,
  );
  /** The key of each person, and the key that it created. */
  private readonly keys = new Map<number, Created>();

  constructor({ roles, holdings, keys }: Beginning) {
    const owner = this.users[0] ?? userAt(aUserId()).initial;
    const founded = foundOrganization({ status: 'unknown' }, { name: 'Engines', slug: SLUG }, owner);
    this.organization = applied(organizationAt(ID), { status: 'unknown' }, founded);
    for (const i of [0, 1, 2]) this.join(i, { via: 'creation', viaId: null, roleIds: [] });
    for (const [i, key] of ROLES.entries()) {
      const inherited = i % 2 === 1 ? ROLES.slice(0, 1) : [];
      this.define(key, { permissions: roles[i] ?? [], inherits: inherited }, EVERYTHING);
    }
    for (const [i, key] of holdings) this.assign(i, key, EVERYTHING);
    for (const [i, scopes] of keys.entries())
      if (scopes.length > 0) this.keys.set(i + 1, this.newKey(scopes, EVERYTHING));
  }

  /** Returns the permissions of each person, and then those of the keys of each person. */
  powers(): ReadonlySet<string>[] {
    const ofPeople = PEOPLE.map((_, i) => permissionsIn(this.factsOf(i)));
    return [...ofPeople, ...[...PEOPLE, ...PEOPLE].map((_, i) => this.powerOfKey(i))];
  }

  /** Returns the permissions of the caller, or null if the call is refused. */
  attempt(one: Call, nth: number): ReadonlySet<string> | null {
    const authority = one.byKey ? this.powerOfKey(one.actor) : permissionsIn(this.factsOf(one.actor));
    if (!authority.has(ACTS[one.act])) return null;
    const own = PEOPLE[one.actor] ?? null;
    try {
      this.carryOut(one, nth, { authority, userId: one.byKey ? null : own, person: own });
      return authority;
    } catch (error) {
      if (error instanceof DomainError) return null;
      throw error;
    }
  }

  private carryOut(
    { act, actor, target, role: reference, ...chosen }: Call,
    nth: number,
    by: Assigner,
  ): void {
    const named = { reference, revision: null };
    const properties = { name: 'A role', description: '', ...chosen };
    if (act === 'define') this.define(`new${String(nth)}`, chosen, by);
    if (act === 'change') this.applyRoles(changeRole(this.roleSet(), named, properties, by.authority));
    if (act === 'retire') this.applyRoles(retireRole(this.roleSet(), named, by.authority));
    if (act === 'assign') this.assign(target, reference, by);
    if (act === 'unassign')
      this.changeMember(target, unassignRole(this.factsOf(target), idsOf(target), reference, by));
    if (act === 'invite') this.invite(actor, target, reference, by);
    if (act === 'key') {
      const place = by.userId === null ? actor + PEOPLE.length : actor;
      const key = this.newKey(chosen.permissions, by);
      if (!this.keys.has(place)) this.keys.set(place, key);
    }
  }

  private define(key: string, chosen: Pick<Call, 'permissions' | 'inherits'>, by: Assigner): void {
    const properties = { name: 'A role', description: '', ...chosen };
    this.applyRoles(defineRole(this.roleSet(), { id: key, key }, properties, by.authority));
  }

  private assign(i: number, reference: string, by: Assigner): void {
    this.changeMember(i, assignRole(this.factsOf(i), idsOf(i), reference, by));
  }

  /** Invites a person, who accepts. */
  private invite(actor: number, target: number, reference: string, by: Assigner): void {
    const id = invitationIdSchema.parse(aUserId());
    const details = {
      organizationId: ID,
      keyId: aUserId(),
      email: emailAddress('ada@example.com'),
      claim: ADAS_CLAIM,
      roles: [reference],
      invitedBy: by.person,
      expiresAt: new Date(NOW.getTime() + 1),
    };
    const events = sendInvitation(this.factsOf(target), details, by.authority);
    const invitation = applied(invitationAt(id), { status: 'none' }, events);
    const inviter = permissionsIn(this.factsOf(actor));
    const { roleIds } = requireAcceptable(invitation, this.factsOf(target), inviter, {
      link: null,
      now: NOW,
    });
    this.join(target, { via: 'invitation', viaId: id, roleIds });
  }

  private newKey(scopes: readonly string[], { authority, person: owner }: Assigner): Created {
    const held = new Set([...(authority === 'everything' ? POOL : authority)].filter(isPermission));
    const manager = { scopes: held, expires: null, person: owner, organizationId: ID };
    const wishes = { name: 'key', scopes: scopes.filter(isPermission), expires: new Date(1) };
    const secret = { prefix: 'crd_', secretHash: 'hash' };
    const events = createKey({ status: 'unknown' }, secret, wishes, manager);
    const key = applied(apiKeyAt(aUserId()), { status: 'unknown' }, events);
    if (key.status !== 'created') throw new Error('There is no key.');
    return key;
  }

  private powerOfKey(i: number): ReadonlySet<string> {
    const key = this.keys.get(i);
    const owner = permissionsIn(this.factsOf(i % PEOPLE.length));
    return new Set(key === undefined ? [] : within(key, owner).scopes);
  }

  private join(i: number, admission: Pick<Admission, 'via' | 'viaId' | 'roleIds'>): void {
    this.changeMember(i, startMembership(this.membershipOf(i), { ...idsOf(i), ...admission }));
  }

  private changeMember(i: number, events: ReturnType<typeof startMembership>): void {
    this.memberships[i] = applied(membershipAt(idsOf(i)), this.membershipOf(i), events);
  }

  private applyRoles(events: ReturnType<typeof defineRole>): void {
    this.roles = applied(organizationRoles(ID), this.roles, events);
  }

  private roleSet() {
    return withAppPermissions(this.roles, globalRoles.initial);
  }

  private membershipOf(i: number): Membership {
    return this.memberships[i] ?? membershipAt(idsOf(i)).initial;
  }

  private factsOf(i: number): MemberFacts {
    const { userId } = idsOf(i);
    const user = this.users[i] ?? userAt(userId).initial;
    const held = heldRolesOf(userId).initial;
    return {
      person: { user, held, administrators: administrators.initial, roles: globalRoles.initial },
      organization: this.organization,
      ownRoles: this.roles,
      membership: this.membershipOf(i),
    };
  }
}

function idsOf(i: number) {
  return { organizationId: ID, userId: PEOPLE[i] ?? aUserId() };
}

function applied<State, Event>(
  aggregate: Aggregate<State, Event>,
  state: State,
  events: readonly Event[],
): State {
  const place = { stream: aggregate.stream, occurredAt: NOW, actor: 'anonymous' };
  const recorded = events.map((event, revision) => ({ ...event, ...place, id: anEventId(), revision }));
  return fold(aggregate, recorded, state);
}

test('in a thousand random sequences of three calls, no role, invitation or key gives a permission that the caller lacks (RBAC-3, ORG-18)', () => {
  const carriedOut = new Map<string, number>();
  fc.assert(
    fc.property(beginning, fc.tuple(call, call, call), (state, calls) => {
      const tenant = new Tenant(state);
      for (const [nth, one] of calls.entries()) {
        const before = tenant.powers();
        const authority = tenant.attempt(one, nth);
        if (authority !== null) carriedOut.set(one.act, (carriedOut.get(one.act) ?? 0) + 1);
        for (const [i, has] of tenant.powers().entries()) {
          const changed = POOL.filter((permission) => before[i]?.has(permission) !== has.has(permission));
          expect(changed.filter((permission) => authority?.has(permission) !== true)).toEqual([]);
        }
      }
    }),
    { numRuns: SEQUENCES },
  );
  expect(carriedOut.size).toBe(Object.keys(ACTS).length);
});
