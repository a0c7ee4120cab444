/**
 * The permissions that routes ask for, each with its description. They are the scopes of API keys. The internal service token
 * has all of them.
 */
export const PERMISSIONS = {
  'users:read': 'Read accounts and their sessions.',
  'users:write': 'Deactivate and reactivate accounts, end sessions.',
  'users:impersonate': 'Act as a person with fewer permissions, for a short time.',
  'mfa:read': 'Read the second factors of accounts.',
  'mfa:write':
    'Demand a second factor of accounts, lift the demand, remove factors, and reset them after a delay.',
  'mfa:reset_now': 'Reset the second factors of accounts without a delay.',
  'events:read': 'Read the history of accounts, and the feed of public events.',
  'events:read_personal': 'Read the personal fields of the feed, such as email addresses.',
  'consumers:write': 'Create, change and delete named consumers of the feed, and move them on.',
  'audit:read': 'Search the events of all accounts.',
  'proofs:read': 'Read checkpoints, tiles and proofs of the log.',
  'privacy:read': 'Read which personal data is held, why and for how long, and the states of exports.',
  'privacy:write': 'Have the personal data of people exported to them.',
  'console:read': 'Open the console, and read the numbers of its first page.',
  'analytics:read': 'Read the numbers of sign-ups and sign-ins.',
  'operations:read': 'Read the state and the metrics of the service.',
  'operations:write': 'Try failed jobs again, and rebuild read models.',
  'signing_keys:read': 'List the keys that sign tokens.',
  'signing_keys:write': 'Rotate and withdraw these keys.',
  'api_keys:read': 'List API keys.',
  'api_keys:write': 'Create, rotate and revoke API keys whose scopes the caller holds.',
  'roles:read': 'Read roles, permissions, and the people who hold them.',
  'roles:write': 'Define, change and retire roles and permissions.',
  'roles:assign': 'Give roles to people and take them, within the permissions of the caller.',
  'access:decide': 'Ask for decisions about the permissions of people and API keys.',
  'organizations:read': 'List the organisations.',
  'organizations:write': 'Found organisations for others, suspend and resume them.',
  'organization:read': 'Read an organisation.',
  'organization:write': 'Rename an organisation.',
  'organization:delete': 'Delete an organisation.',
  'members:read': 'Read the members of an organisation.',
  'members:write': 'Suspend, resume, sign out and remove members of an organisation.',
  'members:invite': 'Invite people to an organisation, and revoke invitations.',
  'connections:read': 'Read the connections of an organisation to its identity providers.',
  'connections:write': 'Set up, test and change these connections, with all permissions of an admin.',
  'domains:read': 'Read the domains of an organisation.',
  'domains:write': 'Add, verify and remove domains of an organisation, with all permissions of an admin.',
  'policy:read': 'Read the demands of an organisation on the sessions of its members.',
  'policy:write': 'Change these demands, with all permissions of an admin.',
  'owners:write': 'Add and remove owners of an organisation.',
  'webhooks:read': 'List webhooks and their deliveries.',
  'webhooks:write': 'Create, change and delete webhooks, and repeat deliveries.',
  'tokens:introspect': 'Introspect tokens.',
  'tokens:revoke': 'End the session of a token.',
} as const;

export type Permission = keyof typeof PERMISSIONS;

/** Tells whether a word is a known permission. A newer release may have issued others. */
export function isPermission(word: string): word is Permission {
  return Object.hasOwn(PERMISSIONS, word);
}

/** The permissions that the roles of an organisation can have. They hold in that organisation only. */
export const ORGANIZATION_PERMISSIONS = [
  'organization:read',
  'organization:write',
  'organization:delete',
  'members:read',
  'members:write',
  'members:invite',
  'connections:read',
  'connections:write',
  'domains:read',
  'domains:write',
  'policy:read',
  'policy:write',
  'roles:read',
  'roles:write',
  'roles:assign',
  'api_keys:read',
  'api_keys:write',
] as const satisfies readonly Permission[];

export const ALL_PERMISSIONS = Object.keys(PERMISSIONS) as [Permission, ...Permission[]];
