import { describe, expect, test } from '@jest/globals';
import { isKnownPermission, permissionsOfRole } from '../../../src/domain/roles/access.js';
import { ExceedsOwnPermissions } from '../../../src/domain/roles/escalation.js';
import type { RoleSetEvent } from '../../../src/domain/roles/events.js';
import { RoleCycle, UnknownParent } from '../../../src/domain/roles/inheritance.js';
import {
  BuiltIn,
  changeRole,
  definePermission,
  defineRole,
  requireRole,
  retirePermission,
  retireRole,
  RoleExists,
  RoleLimit,
  UnknownPermission,
  UnknownRole,
} from '../../../src/domain/roles/role-decisions.js';
import { ADMINISTRATOR, globalRoles } from '../../../src/domain/roles/role-set.js';
import type { RoleSet } from '../../../src/domain/roles/role-set.js';
import { RevisionMismatch } from '../../../src/domain/user/decisions.js';
import { historyOf } from '../../support/domain/given-when-then.js';

const given = historyOf(globalRoles);
const ALL = 'everything';
/** Properties of a role that matter to these rules. */
const having = (permissions: readonly string[], inherits: readonly string[] = []) => {
  return { name: 'A role', description: '', permissions, inherits };
};
const named = (reference: string, revision: number | null = null) => ({ reference, revision });
const definitionOf = (key: string, permissions: readonly string[], inherits: readonly string[] = []) => {
  return {
    name: 'A role',
    description: '',
    role_id: key,
    key,
    permissions: [...permissions],
    inherits: [...inherits],
  };
};
const defined = (...definition: Parameters<typeof definitionOf>): RoleSetEvent => {
  return { type: 'RoleDefined', data: definitionOf(...definition) };
};
const retired = (key: string): RoleSetEvent => ({ type: 'RoleRetired', data: { role_id: key } });
const refund: RoleSetEvent = {
  type: 'PermissionDefined',
  data: { key: 'orders:refund', description: 'Refund an order' },
};
const gone: RoleSetEvent = { type: 'PermissionRetired', data: { key: 'orders:refund' } };

const reader = defined('reader', ['users:read']);
const left = defined('left', ['mfa:read'], ['reader']);
const right = defined('right', ['events:read'], ['reader']);
const lead = defined('lead', [], ['left', 'right']);

const permissionsIn = (set: RoleSet, reference: string) =>
  [...permissionsOfRole(set, requireRole(set, reference))].sort();

describe('inheritance', () => {
  test('a role has the permissions of the roles that it inherits, over three levels and once each (RBAC-1)', () => {
    const { state } = given(reader, left, right, lead);
    expect(permissionsIn(state, 'lead')).toEqual(['events:read', 'mfa:read', 'users:read']);
    expect(permissionsIn(state, 'reader')).toEqual(['users:read']);
  });

  test('a retired role gives nothing to the roles that inherited it, and a later one of its name neither (RBAC-6)', () => {
    const { state } = given(reader, left, retired('reader'), defined('reader', ['users:write']));
    expect(permissionsIn(state, 'left')).toEqual(['mfa:read']);
  });

  test('a retired permission is in no role, also after it was defined again (RBAC-6)', () => {
    const { state } = given(refund, defined('shop', ['orders:refund']), gone, refund);
    expect(isKnownPermission(state, 'orders:refund')).toBe(true);
    expect(permissionsIn(state, 'shop')).toEqual([]);
  });

  test('the built-in role has every permission, also those of apps', () => {
    expect(permissionsIn(given(refund).state, ADMINISTRATOR.key)).toEqual(
      [...ADMINISTRATOR.permissions, 'orders:refund'].sort(),
    );
  });

  test('a permission that this release does not know gives nothing', () => {
    expect(permissionsIn(given(defined('later', ['moon:land', 'users:read'])).state, 'later')).toEqual([
      'users:read',
    ]);
  });
});

describe('invalid roles (RBAC-2)', () => {
  test('a role with an unknown permission or parent is refused', () => {
    given()
      .when((set) => defineRole(set, { id: 'a', key: 'a' }, having(['moon:land']), ALL))
      .then(UnknownPermission);
    given(retired('reader'))
      .when((set) => defineRole(set, { id: 'a', key: 'a' }, having([], ['reader']), ALL))
      .then(UnknownParent);
    given()
      .when((set) => defineRole(set, { id: 'a', key: 'a' }, having([], [ADMINISTRATOR.key]), ALL))
      .then(UnknownParent);
  });

  test('a cycle is refused, of one role and of three', () => {
    given(reader)
      .when((set) => changeRole(set, named('reader'), having([], ['reader']), ALL))
      .then(RoleCycle);
    given(reader, left, right, lead)
      .when((set) => changeRole(set, named('reader'), having([], ['lead']), ALL))
      .then(RoleCycle);
  });

  test('the eleventh level of inheritance and the 201st role are refused', () => {
    const chain = Array.from({ length: 10 }, (_, i) => defined(`r${i}`, [], i === 0 ? [] : [`r${i - 1}`]));
    given(...chain)
      .when((set) => defineRole(set, { id: 'a', key: 'a' }, having([], ['r9']), ALL))
      .then(RoleLimit);
    const many = Array.from({ length: 200 }, (_, i) => defined(`r${i}`, []));
    given(...many)
      .when((set) => defineRole(set, { id: 'a', key: 'a' }, having([]), ALL))
      .then(RoleLimit);
  });

  test('two hundred roles with three parents each are compiled within milliseconds', () => {
    const many = Array.from({ length: 200 }, (_, i) =>
      defined(
        `r${i}`,
        ['users:read'],
        [1, 2, 3].flatMap((back) => (i % 10 >= back ? [`r${i - back}`] : [])),
      ),
    );
    const { state } = given(...many);
    const started = performance.now();
    for (const role of state.roles.values()) permissionsOfRole(state, role);
    expect(performance.now() - started).toBeLessThan(100);
    given(...many)
      .when((set) => changeRole(set, named('r0'), having(['users:write']), ALL))
      .then({ type: 'RoleChanged', data: definitionOf('r0', ['users:write']) });
  });

  test('a key in use, a built-in role and an unknown role are refused', () => {
    given(reader)
      .when((set) => defineRole(set, { id: 'other', key: 'reader' }, having([]), ALL))
      .then(RoleExists);
    given()
      .when((set) => changeRole(set, named('administrator'), having([]), ALL))
      .then(BuiltIn);
    given()
      .when((set) => retireRole(set, named('reader'), ALL))
      .then(UnknownRole);
    given(reader)
      .when((set) => retireRole(set, named('reader', 7), ALL))
      .then(RevisionMismatch);
    given()
      .when((set) => definePermission(set, 'users:read', ''))
      .then(BuiltIn);
    given()
      .when((set) => retirePermission(set, 'orders:refund', ALL))
      .then(UnknownPermission);
  });
});

describe('repeats', () => {
  test('a repeat of a definition or of a change does nothing', () => {
    given(reader)
      .when((set) => defineRole(set, { id: 'reader', key: 'reader' }, having(['users:read']), ALL))
      .thenNothing();
    given(reader)
      .when((set) => changeRole(set, named('reader', 0), having(['users:read']), ALL))
      .thenNothing();
    given(refund)
      .when((set) => definePermission(set, 'orders:refund', 'Refund an order'))
      .thenNothing();
  });
});

describe('roles above the caller (RBAC-3, RBAC-4, ADM-4)', () => {
  const own = new Set(['users:read', 'roles:write']);

  test('a caller cannot define a role above the own permissions, nor inherit one', () => {
    given(defined('strong', ['users:write']))
      .when((set) => defineRole(set, { id: 'a', key: 'a' }, having([], ['strong']), own))
      .then(ExceedsOwnPermissions);
  });

  test('a caller cannot change a stronger role, nor weaken it, nor retire it', () => {
    const strong = defined('strong', ['users:write']);
    given(strong)
      .when((set) => changeRole(set, named('strong'), having(['users:read']), own))
      .then(ExceedsOwnPermissions);
    given(strong)
      .when((set) => retireRole(set, named('strong'), own))
      .then(ExceedsOwnPermissions);
  });

  test('a caller cannot change an ancestor of a stronger role, nor retire it', () => {
    const heir = defined('heir', ['users:write'], ['reader']);
    given(reader, heir)
      .when((set) => changeRole(set, named('reader'), having([]), own))
      .then(ExceedsOwnPermissions);
    given(reader, heir)
      .when((set) => retireRole(set, named('reader'), own))
      .then(ExceedsOwnPermissions);
  });

  test('a role that inherits ten roles, one too strong for the caller, is refused whole (RBAC-5)', () => {
    const parents = Array.from({ length: 10 }, (_, i) => `r${i}`);
    const weak = parents.slice(1).map((key) => defined(key, ['users:read']));
    given(defined('r0', ['users:write']), ...weak)
      .when((set) => defineRole(set, { id: 'a', key: 'a' }, having([], parents), own))
      .then(ExceedsOwnPermissions);
  });

  test('moving a role counts as the role before and after', () => {
    given(reader, defined('strong', ['users:write']))
      .when((set) => changeRole(set, named('reader'), having(['users:read'], ['strong']), own))
      .then(ExceedsOwnPermissions);
  });
});
