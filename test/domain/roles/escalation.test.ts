import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Aggregate } from '../../../src/domain/aggregate.js';
import { fold } from '../../../src/domain/aggregate.js';
import { DomainError } from '../../../src/domain/domain-error.js';
import { permissionsOf } from '../../../src/domain/roles/access.js';
import type { AccessFacts } from '../../../src/domain/roles/access.js';
import { administrators, heldRolesOf } from '../../../src/domain/roles/holders.js';
import { grantRole, withdrawRole } from '../../../src/domain/roles/holder-decisions.js';
import type { Assigner } from '../../../src/domain/roles/holder-decisions.js';
import { changeRole, defineRole, requireRole, retireRole } from '../../../src/domain/roles/role-decisions.js';
import { globalRoles } from '../../../src/domain/roles/role-set.js';
import type { RoleSet } from '../../../src/domain/roles/role-set.js';
import { userAt } from '../../../src/domain/user/user.js';
import { historyOf } from '../../support/domain/given-when-then.js';
import { aUserId, anEventId } from '../../support/domain/ids.js';
import { emailVerified, registered } from '../../support/domain/user-history.js';

const SEQUENCES = 1000;
const POOL = ['users:read', 'users:write', 'mfa:read', 'roles:write', 'roles:assign', 'audit:read'];
const ROLES = ['a', 'b', 'c', 'd'] as const;
const PEOPLE = [aUserId(), aUserId(), aUserId()];
const SERVICE: Assigner = { authority: 'everything', userId: null, person: null };

const permissions = fc.subarray(POOL);
const inherits = fc.subarray([...ROLES], { maxLength: 2 });
const someone = fc.constantFrom(0, 1, 2);
const role = fc.constantFrom(...ROLES);
const act = fc.constantFrom('define', 'change', 'retire', 'grant', 'withdraw');
const call = fc.record({ act, actor: someone, target: someone, role, permissions, inherits });
const beginning = fc.record({
  roles: fc.tuple(permissions, permissions, permissions, permissions),
  holdings: fc.array(fc.tuple(someone, role), { maxLength: 5 }),
});

type Call = typeof call extends fc.Arbitrary<infer Value> ? Value : never;
type Beginning = typeof beginning extends fc.Arbitrary<infer Value> ? Value : never;

/** The roles, and the facts about each person. */
class Deployment {
  private roles: RoleSet = globalRoles.initial;
  private readonly held = PEOPLE.map((id) => heldRolesOf(id).initial);
  private readonly users = PEOPLE.map((id) => historyOf(userAt(id))(registered, emailVerified).state);

  constructor({ roles, holdings }: Beginning) {
    for (const [i, key] of ROLES.entries())
      this.define(key, { permissions: roles[i] ?? [], inherits: i % 2 === 1 ? ['a'] : [] }, SERVICE);
    for (const [i, key] of holdings) this.grant(i, key, SERVICE);
  }

  permissionsOf(i: number): ReadonlySet<string> {
    return permissionsOf(this.factsOf(i));
  }

  /** Returns true if the call is carried out. */
  attempt(one: Call, nth: number): boolean {
    const userId = PEOPLE[one.actor] ?? null;
    const assigner = { authority: this.permissionsOf(one.actor), userId, person: userId };
    try {
      this.carryOut(one, nth, assigner);
      return true;
    } catch (error) {
      if (error instanceof DomainError) return false;
      throw error;
    }
  }

  private carryOut({ act: kind, target, role: reference, ...chosen }: Call, nth: number, by: Assigner): void {
    const named = { reference, revision: null };
    const properties = { name: 'A role', description: '', ...chosen };
    if (kind === 'define') this.define(`new${nth}`, chosen, by);
    if (kind === 'change') this.apply(changeRole(this.roles, named, properties, by.authority));
    if (kind === 'retire') this.apply(retireRole(this.roles, named, by.authority));
    if (kind === 'grant') this.grant(target, reference, by);
    if (kind === 'withdraw') {
      const events = withdrawRole(this.factsOf(target), requireRole(this.roles, reference), null, by);
      this.held[target] = applied(heldRolesOf(aUserId()), this.heldBy(target), events);
    }
  }

  private define(key: string, chosen: Pick<Call, 'permissions' | 'inherits'>, by: Assigner): void {
    const properties = { name: 'A role', description: '', ...chosen };
    this.apply(defineRole(this.roles, { id: key, key }, properties, by.authority));
  }

  private grant(i: number, reference: string, by: Assigner): void {
    const events = grantRole(this.factsOf(i), requireRole(this.roles, reference), null, by);
    this.held[i] = applied(heldRolesOf(aUserId()), this.heldBy(i), events);
  }

  private apply(events: ReturnType<typeof defineRole>): void {
    this.roles = applied(globalRoles, this.roles, events);
  }

  private factsOf(i: number): AccessFacts {
    const user = this.users[i] ?? userAt(aUserId()).initial;
    return { user, held: this.heldBy(i), administrators: administrators.initial, roles: this.roles };
  }

  private heldBy(i: number): ReadonlySet<string> {
    return this.held[i] ?? new Set();
  }
}

function applied<State, Event>(
  aggregate: Aggregate<State, Event>,
  state: State,
  events: readonly Event[],
): State {
  const place = { stream: aggregate.stream, occurredAt: new Date(0), actor: 'anonymous' };
  const recorded = events.map((event, revision) => ({ ...event, ...place, id: anEventId(), revision }));
  return fold(aggregate, recorded, state);
}

test('in a thousand random sequences of three calls, nobody gives, takes or gets a permission that the caller lacks (RBAC-3)', () => {
  let carriedOut = 0;
  fc.assert(
    fc.property(beginning, fc.tuple(call, call, call), (state, calls) => {
      const deployment = new Deployment(state);
      for (const [nth, one] of calls.entries()) {
        const before = PEOPLE.map((_, i) => deployment.permissionsOf(i));
        if (deployment.attempt(one, nth)) carriedOut += 1;
        for (const [i, had] of before.entries()) {
          const has = deployment.permissionsOf(i);
          const changed = POOL.filter((permission) => had.has(permission) !== has.has(permission));
          expect(changed.filter((permission) => before[one.actor]?.has(permission) !== true)).toEqual([]);
        }
      }
    }),
    { numRuns: SEQUENCES },
  );
  expect(carriedOut).toBeGreaterThan(SEQUENCES / 4);
});
