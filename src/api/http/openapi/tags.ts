/** The groups of operations, in the order in which documentation shows them. */
const tags = {
  Service: 'Health and discovery of the service.',
  Registration: 'Sign-up, and the confirmation of an email address.',
  'Sign-in': 'Ways to sign in, the second step, and refreshing tokens.',
  'Own account': 'The account of the signed-in person.',
  'Second factors': 'The factors and the trusted devices of the signed-in person.',
  Users: 'Accounts, for administrators and services.',
  Sessions: 'The places in which a person is signed in.',
  Passwords: 'Reset and change of passwords.',
  'Identity providers': 'Sign-in with accounts of other services.',
  Events: 'The feed of public events, and the types of events.',
  Audit: 'Searches in the events of all accounts.',
  Tokens: 'Introspection and revocation of tokens.',
  'Signing keys': 'The keys that sign access tokens.',
  'API keys': 'The credentials of services.',
  Roles: 'Roles, permissions, and the people who have them.',
  Organisations: 'Organisations with their owners and members.',
  Decisions: 'Decisions about permissions (AuthZEN).',
  GraphQL: 'Reads of connected objects in one request.',
  Webhooks: 'Deliveries of public events to an URL.',
  Proofs: 'Proofs that the log has not been changed.',
  Privacy: 'Personal data: categories, retention and exports.',
  Analytics: 'Numbers of sign-ups and sign-ins.',
  Operations: 'The state of the read models.',
} as const satisfies Record<string, string>;

/** The group of an operation. */
export type Tag = keyof typeof tags;

/** Returns the tags as the document describes them. */
export function documentedTags(): object[] {
  return Object.entries(tags).map(([name, description]) => ({ name, description }));
}
