import { defineCategory } from '../category.js';
import { Erased } from '../event.js';
import type { Recorded } from '../event.js';
import { ALL_PERMISSIONS } from '../permissions.js';
import { roleSetEvents } from './events.js';
import type { RoleSetEvent } from './events.js';

/** The properties of a role that its editor chooses. */
export interface RoleProperties {
  readonly name: string;
  readonly description: string;
  readonly permissions: readonly string[];
  /** The ids of the roles whose permissions this role has as well. */
  readonly inherits: readonly string[];
}

export interface Role extends RoleProperties {
  readonly id: string;
  /** The name by which clients refer to the role. It never changes. */
  readonly key: string;
  /** The revision of the set at the newest change of the role. */
  readonly revision: number;
  /** For a built-in role with every permission, also those that apps add: the permissions that it lacks. */
  readonly everythingBut?: readonly string[];
}

/** The part of a role set that is in the release. */
export interface RoleScope {
  readonly builtIn: readonly Role[];
  /** The permissions that roles can list, beside those of apps. */
  readonly permissions: readonly string[];
  /** The permissions that only built-in roles have. */
  readonly reserved: readonly string[];
}

/** The roles and the permissions of apps that exist. One stream decides about all, so the inheritance has no cycle. */
export interface RoleSet {
  readonly roles: ReadonlyMap<string, Role>;
  /** The permissions of apps, each with its description. */
  readonly permissions: ReadonlyMap<string, string>;
  /** The revision of the newest event; null: there is none. */
  readonly revision: number | null;
  /** The revision of the newest event that took permissions; null: none has. */
  readonly reducedAt: number | null;
  /** Absent for the roles of the service. */
  readonly scope?: RoleScope;
}

/** The id of the only set that applies to the whole service. The data key of this id encrypts its texts. */
const GLOBAL = 'b3d1c5a8-6f27-4e90-8a4d-2c97e0f1b653';

export const roleSets = defineCategory({ prefix: 'roles', events: roleSetEvents, subject: 'stream_thing' });

/** Returns the rule that folds a set of roles. */
export function roleFolding(initial: RoleSet) {
  return { initial, evolve: evolveRoles };
}

function evolveRoles(before: RoleSet, event: Recorded<RoleSetEvent>): RoleSet {
  const { revision } = event;
  const set = { ...before, revision };
  switch (event.type) {
    case 'RoleDefined':
    case 'RoleChanged':
      return withRole(set, roleOf(event));
    case 'RoleRetired':
      return { ...set, roles: withoutRole(set.roles, event.data.role_id), reducedAt: revision };
    case 'PermissionDefined': {
      const { key, description } = event.data;
      return { ...set, permissions: new Map(set.permissions).set(key, textOf(description)) };
    }
    case 'PermissionRetired':
      return { ...withoutPermission(set, event.data.key), reducedAt: revision };
  }
}

/** The roles that apply to the whole service. */
export const globalRoles = roleSets.aggregate<RoleSet, RoleSetEvent>(
  GLOBAL,
  roleFolding({ roles: new Map(), permissions: new Map(), revision: null, reducedAt: null }),
);

/** The built-in role with every permission. The stream of administrators has its holders. */
export const ADMINISTRATOR: Role = {
  id: '5e0a9d74-1b36-4c82-9f58-d7c3a06e41b2',
  key: 'administrator',
  name: 'Administrator',
  description: 'Has every permission.',
  permissions: ALL_PERMISSIONS,
  inherits: [],
  revision: 0,
  everythingBut: [],
};

const GLOBAL_SCOPE: RoleScope = { builtIn: [ADMINISTRATOR], permissions: ALL_PERMISSIONS, reserved: [] };

/** Returns the built-in roles and permissions of a set. */
export function scopeOf({ scope = GLOBAL_SCOPE }: RoleSet): RoleScope {
  return scope;
}

/** Returns the role with an id or a key, or undefined. */
export function findRole(set: RoleSet, reference: string): Role | undefined {
  const roles = [...scopeOf(set).builtIn, ...set.roles.values()];
  return set.roles.get(reference) ?? roles.find(({ id, key }) => id === reference || key === reference);
}

/** Adds a role, or its new version. */
function withRole(set: RoleSet, role: Role): RoleSet {
  const previous = set.roles.get(role.id);
  const isReduced =
    previous !== undefined &&
    (lacks(role.permissions, previous.permissions) || lacks(role.inherits, previous.inherits));
  return {
    ...set,
    roles: new Map(set.roles).set(role.id, role),
    ...(isReduced && { reducedAt: role.revision }),
  };
}

/** Tells whether a list lacks an entry of the previous one. */
function lacks(list: readonly string[], previous: readonly string[]): boolean {
  return previous.some((entry) => !list.includes(entry));
}

function roleOf({
  data,
  revision,
}: Recorded<Extract<RoleSetEvent, { type: 'RoleDefined' | 'RoleChanged' }>>): Role {
  const { role_id: id, key, name, description, permissions, inherits } = data;
  return { id, key, name: textOf(name), description: textOf(description), permissions, inherits, revision };
}

function textOf(text: string | Erased): string {
  return text instanceof Erased ? '' : text;
}

/** Removes a role, also from the roles that inherit it. */
function withoutRole(roles: RoleSet['roles'], id: string): RoleSet['roles'] {
  const heirs = [...roles.values()].filter(({ inherits }) => inherits.includes(id));
  const rest = new Map(without(roles, id));
  for (const heir of heirs)
    rest.set(heir.id, { ...heir, inherits: heir.inherits.filter((parent) => parent !== id) });
  return rest;
}

/** A permission that is defined again is in no role. */
function withoutPermission(set: RoleSet, key: string): RoleSet {
  const { roles, permissions } = set;
  const listing = [...roles.values()].filter((role) => role.permissions.includes(key));
  const rest = new Map(roles);
  for (const role of listing)
    rest.set(role.id, { ...role, permissions: role.permissions.filter((listed) => listed !== key) });
  return { ...set, roles: rest, permissions: without(permissions, key) };
}

function without<Value>(map: ReadonlyMap<string, Value>, key: string): ReadonlyMap<string, Value> {
  const rest = new Map(map);
  rest.delete(key);
  return rest;
}
