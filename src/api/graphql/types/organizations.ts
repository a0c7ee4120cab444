import type { MirroredField, SchemaArea } from '../mirrored-field.js';
import { userOfParent } from './accounts.js';
import { rolesWithKeys } from './roles.js';

const sdl = `
extend type Query {
  "An organisation. Null: there is none, or the caller has no part in it."
  organization(id: ID!): Organization
  "All organisations, in the order of their foundation."
  organizations(first: Int! = 50, after: String): OrganizationConnection
  "The open invitations of the verified address of the caller."
  ownInvitations(first: Int! = 50, after: String): OwnInvitationConnection
}

type OrganizationConnection { nodes: [Organization!]! pageInfo: PageInfo! }

type Organization {
  id: ID!
  name: String!
  slug: String!
  status: String!
  foundedAt: DateTime!
  owners: [ID!]!
  "The members, in the order of joining. The role is an id or a key."
  members(first: Int! = 50, after: String, role: ID, status: MembershipStatus): MemberConnection
  "A member, now or at a point of the log. Null: the person is none."
  member(userId: ID!, asOf: Instant): Member
  "The roles, beginning with the built-in ones."
  roles: [OrganizationRole!]
  "The invitations that nobody has answered, in the order of sending."
  invitations(first: Int! = 50, after: String): InvitationConnection
}

enum MembershipStatus { ACTIVE SUSPENDED }

type MemberConnection { nodes: [Member!]! pageInfo: PageInfo! }

type Member {
  userId: ID!
  "Empty after the erasure of the person."
  username: String!
  status: String!
  owner: Boolean!
  joinedAt: DateTime!
  user: User
  "The assigned roles, as they are defined now."
  roles: [OrganizationRole!]
  "The permissions of the membership, each with its reason."
  permissions: [GrantedPermission!]
}

"A role of one organisation."
type OrganizationRole {
  id: ID!
  key: String!
  name: String!
  description: String!
  permissions: [String!]!
  "The permissions of the role and of the roles that it inherits."
  effectivePermissions: [String!]!
  builtIn: Boolean!
  inherits: [OrganizationRole!]
  members(first: Int! = 50, after: String): MemberConnection
}

type InvitationConnection { nodes: [Invitation!]! pageInfo: PageInfo! }

type Invitation {
  id: ID!
  email: String!
  status: String!
  roleIds: [ID!]!
  "The person who invited. Null: a service."
  invitedBy: ID
  sentAt: DateTime!
  expiresAt: DateTime!
}

type MembershipConnection { nodes: [Membership!]! pageInfo: PageInfo! }

"An organisation of a person, with the keys of the roles there."
type Membership {
  id: ID!
  name: String!
  slug: String!
  status: String!
  foundedAt: DateTime!
  roles: [String!]!
  organization: Organization
  member: Member
}

type OwnInvitationConnection { nodes: [OwnInvitation!]! pageInfo: PageInfo! }

type OwnInvitation { id: ID! organizationId: ID! organizationName: String! expiresAt: DateTime! }
`;

/** The status of a membership in REST, for one of the enumeration. */
function statusOf(value: unknown): unknown {
  return typeof value === 'string' ? value.toLowerCase() : value;
}

/** A field with the roles of the organisation of its parent that the parent names by their keys. */
function rolesNamedBy(member: 'roles' | 'inherits'): MirroredField {
  return {
    operation: 'listOrganizationRoles',
    values: ({ organization_id }) => ({ params: { organization_id } }),
    value: (body, { source }) => rolesWithKeys(body, source[member]),
    added: ({ organization_id }) => ({ organization_id }),
  };
}

/** Organisations with their members, roles and invitations. */
export const organizationTypes: SchemaArea = {
  sdl,
  fields: {
    'Query.organization': {
      operation: 'readOrganization',
      values: (_query, { id }) => ({ params: { organization_id: id } }),
      nullFor: ['unknown_organization'],
    },
    'Query.organizations': { operation: 'listOrganizations', isPage: true },
    'Query.ownInvitations': { operation: 'listOwnInvitations', isPage: true },
    'Organization.members': {
      operation: 'listMembers',
      values: ({ id }, { role, status }) => ({
        params: { organization_id: id },
        query: { role, status: statusOf(status) },
      }),
      added: ({ id }) => ({ organization_id: id }),
      isPage: true,
    },
    'Organization.member': {
      operation: 'readMember',
      values: ({ id }, { userId, asOf }) => ({
        params: { organization_id: id, user_id: userId },
        query: { as_of: asOf },
      }),
      added: ({ id }, { asOf }) => ({ organization_id: id, as_of: asOf }),
      nullFor: ['unknown_member', 'unknown_organization'],
    },
    'Organization.roles': {
      operation: 'listOrganizationRoles',
      values: ({ id }) => ({ params: { organization_id: id } }),
      value: ({ items }) => items,
      added: ({ id }) => ({ organization_id: id }),
    },
    'Organization.invitations': {
      operation: 'listInvitations',
      values: ({ id }) => ({ params: { organization_id: id } }),
      isPage: true,
    },
    'Member.user': userOfParent,
    'Member.roles': rolesNamedBy('roles'),
    'Member.permissions': {
      operation: 'readMember',
      values: ({ organization_id, user_id, as_of }) => ({
        params: { organization_id, user_id },
        query: { as_of },
      }),
      value: ({ permissions }) => permissions,
    },
    'OrganizationRole.inherits': rolesNamedBy('inherits'),
    'OrganizationRole.members': {
      operation: 'listMembers',
      values: ({ organization_id, key }) => ({ params: { organization_id }, query: { role: key } }),
      added: ({ organization_id }) => ({ organization_id }),
      isPage: true,
    },
    'User.memberships': {
      operation: 'listUserOrganizations',
      ownOperation: 'listOwnOrganizations',
      values: ({ user_id }) => ({ params: { user_id } }),
      added: ({ user_id }) => ({ user_id }),
      isPage: true,
    },
    'Membership.organization': {
      operation: 'readOrganization',
      values: ({ id }) => ({ params: { organization_id: id } }),
    },
    'Membership.member': {
      operation: 'readMember',
      values: ({ id, user_id }) => ({ params: { organization_id: id, user_id } }),
      added: ({ id }) => ({ organization_id: id }),
    },
  },
};
