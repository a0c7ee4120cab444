import type { NewIdentity } from '../../domain/user/identity-decisions.js';
import type { ProvenIdentity } from '../../security/oauth/provider.js';
import type { CommandDependencies } from '../dependencies.js';

/** What somebody is called here at first. */
export function usernameOf({ name }: ProvenIdentity, address: string): string {
  return name ?? address.slice(0, address.lastIndexOf('@'));
}

/** An identity that was proven, in the form in which it is linked. */
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
