import { DomainError } from '../domain-error.js';
import { passkeysOf } from '../user/factors/factors.js';
import type { Registered } from '../user/user.js';

/** After the change nobody could sign in to the account. */
export class LastWayIn extends DomainError {
  readonly code = 'last_way_in';
}

/** The entrances that the service currently offers. */
export interface Entrances {
  /** Tells whether users can sign in by a provider. */
  readonly isConfigured: (provider: string) => boolean;
  /** True if a mailed link signs in. */
  readonly byMail: boolean;
  /** The domain that passkeys work for. */
  readonly rpId: string;
}

/** Returns the ways in which the owner of an account can sign in: `password`, `passkey`, `email`, or the name of a provider. */
export function waysIn(
  account: Pick<Registered, 'password' | 'identities' | 'factors'>,
  { isConfigured, byMail, rpId }: Entrances,
): string[] {
  const providers = account.identities.map(({ provider }) => provider).filter(isConfigured);
  const hasPasskey = passkeysOf(account, rpId).some(({ kind }) => kind === 'passkey');
  return [
    ...(account.password === null ? [] : ['password']),
    ...(hasPasskey ? ['passkey'] : []),
    ...(byMail ? ['email'] : []),
    ...providers,
  ];
}

/**
 * Checks that the owner can still sign in to an account after a change.
 *
 * @throws LastWayIn
 */
export function requireWayIn(changed: Parameters<typeof waysIn>[0], entrances: Entrances): void {
  if (waysIn(changed, entrances).length === 0) throw new LastWayIn();
}
