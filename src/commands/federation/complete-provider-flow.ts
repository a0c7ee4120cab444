import type { SessionId, UserId } from '../../domain/ids.js';
import type { EmailAddress } from '../../domain/user/email-address.js';
import { EmailUnverified } from '../../domain/user/identity-decisions.js';
import type { Cause } from '../../eventstore/codec.js';
import type { Position } from '../../eventstore/port.js';
import type { Provider, ProviderFlow, ProvenIdentity } from '../../security/oauth/provider.js';
import type { CommandDependencies } from '../dependencies.js';
import type { SessionGrant } from '../steps/session-grant.js';
import { linkIdentity } from './link-identity.js';
import { offerRegistration } from './offer-registration.js';
import { signInByIdentity } from './sign-in-by-identity.js';

/** Flow at an identity provider that a browser has come back from. */
export interface ProviderReturn {
  readonly provider: Provider;
  /** Parameters of the provider's answer. */
  readonly answer: ReadonlyMap<string, string>;
  readonly secrets: ProviderFlow;
  readonly intent:
    | { readonly kind: 'sign-in' }
    | { readonly kind: 'link'; readonly userId: UserId; readonly sessionId: SessionId };
  /** Digest of the secret that the browser keeps. */
  readonly browser: string;
  /** Session that a sign-in replaces. */
  readonly presented: { readonly sessionId: SessionId } | null;
}

interface MailLimit {
  /** Counts one mail to an address; returns false once its limit is reached. */
  readonly mayMail: (address: EmailAddress) => boolean;
}

export type CompletedFlow =
  | { readonly kind: 'linked'; readonly position: Position | null }
  | { readonly kind: 'signed_in'; readonly session: SessionGrant };

/**
 * Completes a flow at an identity provider: verifies its answer, then links the identity to the account of the session
 * that started the flow, or signs its owner in. An unverified address gets a link by mail that completes the
 * registration; the refusal stays the same.
 *
 * @throws ProviderDenied, UntrustworthyAnswer, ProviderUnavailable the answer proves no identity
 * @throws DomainError as `linkIdentity` and `signInByIdentity`
 */
export async function completeProviderFlow(
  dependencies: CommandDependencies & MailLimit,
  { provider, answer, secrets, intent, browser, presented }: ProviderReturn,
  cause: Cause,
): Promise<CompletedFlow> {
  const identity = await provider.identify(answer, secrets);
  if (intent.kind === 'link') {
    const { position } = await linkIdentity(dependencies, intent, identity, cause);
    return { kind: 'linked', position };
  }
  try {
    const session = await signInByIdentity(dependencies, identity, cause, presented);
    return { kind: 'signed_in', session };
  } catch (error) {
    if (error instanceof EmailUnverified) await offerWithinLimit(dependencies, identity, browser, cause);
    throw error;
  }
}

/** Offers a registration unless its address has had too many mails. The answer to the client is the same either way. */
async function offerWithinLimit(
  dependencies: CommandDependencies & MailLimit,
  identity: ProvenIdentity,
  browser: string,
  cause: Cause,
): Promise<void> {
  const { email } = identity;
  if (email === null || !dependencies.mayMail(email.address)) return;
  await offerRegistration(dependencies, identity, browser, cause);
}
