import type { MirroredField, SchemaArea } from '../mirrored-field.js';
import type { Members, RouteValues } from '../route-calls.js';

const sdl = `
type Query {
  "The account of the caller."
  me: User
  "An account, now or at a point of the log. Null: there is none."
  user(id: ID!, asOf: Instant): User
  "The accounts in order of registration."
  users(first: Int! = 50, after: String, status: UserStatus, email: String): UserConnection
}

enum UserStatus { ACTIVE INACTIVE VERIFIED UNVERIFIED }

type UserConnection { nodes: [User!]! pageInfo: PageInfo! }

"An account. A field is null where the REST answer does not have it, such as after an erasure."
type User {
  id: ID!
  email: String
  username: String
  isActive: Boolean
  isVerified: Boolean
  registeredAt: DateTime
  updatedAt: DateTime
  "The active sessions, newest first; at a point of the log, those that had not ended."
  sessions(first: Int! = 50, after: String): SessionConnection
  "The roles and permissions, each permission with its reason."
  access: Access
  "The roles, without inherited ones, as they are defined now."
  roles: [Role!]
  "The organisations now, in the order of joining."
  memberships(first: Int! = 50, after: String): MembershipConnection
}

type SessionConnection { nodes: [Session!]! pageInfo: PageInfo! }

type Session {
  id: ID!
  "Whether this is the session of the request."
  current: Boolean
  device: String
  ip: String
  amr: [String!]!
  provider: String
  acr: String!
  factors: [SessionFactor!]
  trustedDevice: Boolean
  "True if an administrator acts as the user in it."
  impersonated: Boolean
  startedAt: DateTime!
  authenticatedAt: DateTime!
  lastUsedAt: DateTime
  expiresAt: DateTime
}

type SessionFactor { id: ID! kind: String! }
`;

/** The account of a source. `as_of` is the point of the log that the document asked for. */
function valuesOfUser({ user_id, as_of }: Members): RouteValues {
  return { params: { user_id }, query: { as_of } };
}

/** A field with the account that its parent names. */
export const userOfParent: MirroredField = {
  operation: 'readUser',
  values: ({ user_id }) => ({ params: { user_id } }),
  nullFor: ['unknown_user'],
};

/** Accounts and their sessions. */
export const accountTypes: SchemaArea = {
  sdl,
  members: { 'User.id': 'user_id' },
  fields: {
    'Query.me': { operation: 'readMe' },
    'Query.user': {
      operation: 'readUser',
      values: (_query, { id, asOf }) => ({ params: { user_id: id }, query: { as_of: asOf } }),
      nullFor: ['unknown_user'],
      added: (_query, { asOf }) => ({ as_of: asOf }),
    },
    'Query.users': {
      operation: 'listUsers',
      values: (_query, { status, email }) => ({
        query: { email, status: typeof status === 'string' ? status.toLowerCase() : status },
      }),
      isPage: true,
    },
    'User.sessions': {
      operation: 'listUserSessions',
      ownOperation: 'listSessions',
      values: valuesOfUser,
      isPage: true,
    },
  },
};
