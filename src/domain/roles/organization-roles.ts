import type { Aggregate } from '../aggregate.js';
import type { OrganizationId } from '../ids.js';
import { ORGANIZATION_PERMISSIONS } from '../permissions.js';
import type { RoleSetEvent } from './events.js';
import { roleFolding, roleSets } from './role-set.js';
import type { Role, RoleScope, RoleSet } from './role-set.js';

const builtIn = { inherits: [], revision: 0 };

/** The built-in role of owners. The stream of the organisation has its holders. */
export const OWNER: Role = {
  ...builtIn,
  id: '3f7c1e92-60b4-4d85-a1c9-8e25d7f04b63',
  key: 'owner',
  name: 'Owner',
  description: 'Has every permission in the organisation.',
  permissions: [...ORGANIZATION_PERMISSIONS, 'owners:write'],
  everythingBut: [],
};

/** The built-in role of members that run an organisation for its owners. */
export const ADMIN: Role = {
  ...builtIn,
  id: 'a94d2b70-1c58-4e3f-b6a7-50f9c83e7d12',
  key: 'admin',
  name: 'Admin',
  description: 'Has every permission except to delete the organisation and to change its owners.',
  permissions: ORGANIZATION_PERMISSIONS.filter((permission) => permission !== 'organization:delete'),
  everythingBut: ['organization:delete', 'owners:write'],
};

/** The built-in role that every active member has. */
export const MEMBER: Role = {
  ...builtIn,
  id: 'c6058f1d-927e-4b3a-8d40-e1b7a25c9f68',
  key: 'member',
  name: 'Member',
  description: 'Sees the organisation and its members.',
  permissions: ['organization:read', 'members:read'],
};

const ORGANIZATION_SCOPE: RoleScope = {
  builtIn: [OWNER, ADMIN, MEMBER],
  permissions: ORGANIZATION_PERMISSIONS,
  reserved: ['owners:write'],
};

/** One initial state for all organisations, so that the permissions of their built-in roles are compiled once. */
const NO_ROLES: RoleSet = {
  roles: new Map(),
  permissions: new Map(),
  revision: null,
  reducedAt: null,
  scope: ORGANIZATION_SCOPE,
};

/** The own roles of an organisation. The permissions of apps are in the roles of the service. */
export function organizationRoles(id: OrganizationId): Aggregate<RoleSet, RoleSetEvent> {
  return roleSets.aggregate<RoleSet, RoleSetEvent>(id, roleFolding(NO_ROLES));
}

const joined = new WeakMap<RoleSet, RoleSet>();

/** Returns the roles of an organisation with the permissions of apps. */
export function withAppPermissions(own: RoleSet, { permissions }: RoleSet): RoleSet {
  const known = joined.get(own);
  if (known?.permissions === permissions) return known;
  const set = { ...own, permissions };
  joined.set(own, set);
  return set;
}
