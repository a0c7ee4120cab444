import type { Registered } from '../user/user.js';

/** Tells whether users can currently sign in by a provider. */
export type IsConfigured = (provider: string) => boolean;

/** Returns the ways in which the owner of an account can sign in: `password`, or the name of a provider. */
export function waysIn(
  { password, identities }: Pick<Registered, 'password' | 'identities'>,
  isConfigured: IsConfigured,
): string[] {
  const providers = identities.map(({ provider }) => provider).filter(isConfigured);
  return password === null ? providers : ['password', ...providers];
}
