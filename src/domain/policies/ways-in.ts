import { DomainError } from '../domain-error.js';
import type { FactorId } from '../ids.js';
import { passkeysOf } from '../user/factors.js';
import type { Registered } from '../user/user.js';

/** Without it the user could not sign in to the account. */
export class LastWayIn extends DomainError {
  readonly code = 'last_way_in';
}

/** The entrances that the service currently offers. */
export interface Entrances {
  /** Tells whether users can sign in by a provider. */
  readonly isConfigured: (provider: string) => boolean;
  /** The domain that passkeys work for. */
  readonly rpId: string;
}

/** Returns the ways in which the owner of an account can sign in: `password`, `passkey`, or the name of a provider. */
export function waysIn(
  account: Pick<Registered, 'password' | 'identities' | 'factors'>,
  { isConfigured, rpId }: Entrances,
): string[] {
  const providers = account.identities.map(({ provider }) => provider).filter(isConfigured);
  const hasPasskey = passkeysOf(account, rpId).some(({ kind }) => kind === 'passkey');
  return [
    ...(account.password === null ? [] : ['password']),
    ...(hasPasskey ? ['passkey'] : []),
    ...providers,
  ];
}

/**
 * Checks that the owner of an account can sign in without a factor.
 *
 * @throws LastWayIn
 */
export function requireWayInWithout(account: Registered, factorId: FactorId, entrances: Entrances): void {
  const factors = account.factors.filter(({ id }) => id !== factorId);
  if (waysIn({ ...account, factors }, entrances).length === 0) throw new LastWayIn();
}
