/** What a service may do, each with what that is in words. The internal service token may do all of it. */
export const SCOPES = {
  'users:read': 'Read accounts and their sessions.',
  'users:write': 'Deactivate and reactivate accounts, end sessions.',
  'events:read': 'Read the history of accounts.',
  'operations:read': 'Read how the service is doing, its metrics too.',
  'signing_keys:read': 'List the keys that tokens are signed with.',
  'signing_keys:write': 'Rotate and withdraw these keys.',
  'api_keys:read': 'List API keys.',
  'api_keys:write': 'Create, rotate and revoke API keys that may do no more than the caller.',
  'tokens:introspect': 'Ask whether a token is valid.',
  'tokens:revoke': 'End the session of a token.',
} as const;

export type Scope = keyof typeof SCOPES;

/** Whether a word is a scope: one that was given out by a newer release is none. */
export function isScope(word: string): word is Scope {
  return word in SCOPES;
}

export const ALL_SCOPES = Object.keys(SCOPES) as [Scope, ...Scope[]];
