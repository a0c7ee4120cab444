import type { EmailAddress } from '../../domain/user/email-address.js';
import type { Hint } from './provider-definition.js';

/** The verified identity of a person at a provider. */
export interface ProvenIdentity {
  /** Name of the provider in this service. */
  readonly provider: string;
  /** Identifies the person together with the subject; an address never does (OpenID Connect Core §5.7). */
  readonly issuer: string;
  readonly subject: string;
  readonly email: ProvenAddress | null;
  /** Display name at the provider, if it is valid here. */
  readonly name: string | null;
}

/** An identity whose proof is accepted only once. */
export interface ProvenOnce extends ProvenIdentity {
  /** The nonce claim as signed. It keys the single use, because a thief of the ID token could present either form. */
  readonly once: string;
}

export interface ProvenAddress {
  readonly address: EmailAddress;
  /** The provider asserts that the address belongs to this person. */
  readonly verified: boolean;
  /** The provider's assertions about addresses of this domain are trusted. */
  readonly trusted: boolean;
}

/** The hints of a client to the sign-in page of a provider. */
export type Hints = Readonly<Partial<Record<Hint, string | undefined>>>;

/** One sign-in at a provider, from the redirect to the response. */
export interface ProviderFlow {
  readonly state: string;
  readonly nonce: string;
  /** PKCE code verifier (RFC 7636 §4.1). */
  readonly verifier: string;
  readonly redirectUri: string;
}

/** An identity provider for federated sign-in. */
export interface Provider {
  readonly name: string;
  readonly title: string;
  /** Response mode of the redirect back. */
  readonly answersBy: 'query' | 'form_post';
  /**
   * Returns the authorization URL for a browser.
   *
   * @param hints those that the provider does not know are omitted
   * @throws UntrustworthyAnswer the metadata of the provider is invalid
   * @throws ProviderUnavailable
   */
  authorizationUrl(flow: ProviderFlow, hints: Hints): Promise<string>;
  /**
   * Completes the flow and returns the identity of the person.
   *
   * @param parameters the parameters of the redirect back
   * @throws ProviderDenied the person or the provider denied the sign-in
   * @throws UntrustworthyAnswer a response is invalid
   * @throws ProviderUnavailable
   */
  identify(parameters: ReadonlyMap<string, string>, flow: ProviderFlow): Promise<ProvenIdentity>;
  /**
   * Verifies an ID token that an app has obtained from the provider, and returns the identity.
   *
   * @param nonce the nonce of the app, which it sent to the provider as is or as SHA-256
   * @throws UntrustworthyAnswer the token is invalid, too old, for another app, or has another nonce
   * @throws ProviderUnavailable
   */
  identifyByToken(idToken: string, nonce: string): Promise<ProvenOnce>;
}

/** No ID token is accepted longer than this after its first use, whatever its own expiry. */
export const ID_TOKEN_LIFE_MS = 24 * 3_600_000;

/** A failure at a provider. Texts of the provider do not reach clients (OWASP ASVS 1.2.1). */
export abstract class ProviderError extends Error {
  /** @param reason a short code for operators */
  constructor(readonly reason: string) {
    super(reason);
  }
}

/** The person or the provider denied the sign-in. */
export class ProviderDenied extends ProviderError {
  override readonly name = 'ProviderDenied';
}

/** A response of the provider is invalid, so nothing in it is accepted. */
export class UntrustworthyAnswer extends ProviderError {
  override readonly name = 'UntrustworthyAnswer';
}

/** The provider is unreachable or failing; a retry may succeed. */
export class ProviderUnavailable extends ProviderError {
  override readonly name = 'ProviderUnavailable';
}
