import type { MirroredField, SchemaArea } from '../mirrored-field.js';
import { isMembers } from '../route-calls.js';
import type { Members } from '../route-calls.js';
import { userOfParent } from './accounts.js';

const sdl = `
extend type Query {
  "All roles, beginning with the built-in one."
  roles: [Role!]
}

type Role {
  id: ID!
  key: String!
  name: String!
  description: String!
  permissions: [String!]!
  "The permissions of the role and of the roles that it inherits."
  effectivePermissions: [String!]!
  builtIn: Boolean!
  inherits: [Role!]
  "The people with the role, in the order in which they got it."
  holders(first: Int! = 50, after: String): RoleHolderConnection
}

type RoleHolderConnection { nodes: [RoleHolder!]! pageInfo: PageInfo! }

type RoleHolder { userId: ID! user: User grantedBy: String! grantedAt: DateTime! }

type Access { roles: [String!]! permissions: [GrantedPermission!]! }

"A permission, and the roles that lead to it."
type GrantedPermission { key: String! because: [String!]! }
`;

const access: MirroredField = {
  operation: 'readUserAccess',
  ownOperation: 'readOwnAccess',
  values: ({ user_id, as_of }) => ({ params: { user_id }, query: { as_of } }),
};

/** Returns the roles with some keys, of the answer with all roles. */
export function rolesWithKeys({ items }: Members, keys: unknown): Members[] {
  if (!Array.isArray(items) || !Array.isArray(keys)) return [];
  const wanted = new Set<unknown>(keys);
  return items.filter(isMembers).filter(({ key }) => wanted.has(key));
}

/** Roles, and the people with them. */
export const roleTypes: SchemaArea = {
  sdl,
  fields: {
    'Query.roles': { operation: 'listRoles', value: ({ items }) => items },
    'Role.inherits': {
      operation: 'listRoles',
      value: (body, { source }) => rolesWithKeys(body, source['inherits']),
    },
    'Role.holders': {
      operation: 'listRoleHolders',
      values: ({ id }) => ({ params: { role_id: id } }),
      isPage: true,
    },
    'RoleHolder.user': userOfParent,
    'User.access': access,
    'User.roles': {
      ...access,
      value: async ({ roles }, { call }) => rolesWithKeys(await call('listRoles', {}), roles),
    },
  },
};
