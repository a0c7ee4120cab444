import type { NewIdentity } from '../../domain/user/identity-decisions.js';
import type { EmailAddress } from '../../domain/user/email-address.js';
import type { ProvenIdentity } from '../../security/oauth/provider.js';
import type { CommandDependencies } from '../dependencies.js';

/** Returns the username of a new account: the name at the provider, or the local part of the address. */
export function usernameOf({ name }: ProvenIdentity, address: EmailAddress): string {
  return name ?? address.slice(0, address.lastIndexOf('@'));
}

/** Converts a proven identity to the form in which it is linked. */
export function newIdentity(
  { identityClaimStream }: Pick<CommandDependencies, 'identityClaimStream'>,
  { provider, issuer, subject, email, name }: ProvenIdentity,
): NewIdentity {
  return {
    provider,
    issuer,
    subject,
    label: email?.address ?? name ?? provider,
    claim: identityClaimStream({ issuer, subject }),
  };
}
