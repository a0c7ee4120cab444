import type { EmailAddress } from '../../domain/user/email-address.js';
/** Whom a provider says that somebody is, after everything that it says was checked. */
export interface ProvenIdentity {
  /** The name of the provider here. */
  readonly provider: string;
  /** With the subject, what the identity is known by; never its address (OpenID Connect Core §5.7). */
  readonly issuer: string;
  readonly subject: string;
  readonly email: ProvenAddress | null;
  /** What the person is called there, as far as it can be a name here. */
  readonly name: string | null;
}

/** An identity that may be taken once for what proves it. */
export interface ProvenOnce extends ProvenIdentity {
  /** The nonce as the provider has signed it: whoever sees the ID token could present that, too. */
  readonly once: string;
}

export interface ProvenAddress {
  readonly address: EmailAddress;
  /** The provider asserts that it belongs to this person. */
  readonly verified: boolean;
  /** The provider is believed what it says of addresses of this domain. */
  readonly trusted: boolean;
}

/** One sign-in at a provider, from its start to the answer. */
export interface ProviderFlow {
  readonly state: string;
  readonly nonce: string;
  /** Of PKCE (RFC 7636 §4.1). */
  readonly verifier: string;
  readonly redirectUri: string;
}

/** An identity provider that people may sign in by. */
export interface Provider {
  readonly name: string;
  readonly title: string;
  /** How it sends a browser back. */
  readonly answersBy: 'query' | 'form_post';
  /**
   * Where to send a browser.
   *
   * @throws UntrustworthyAnswer what the provider says of itself is not as it must be
   * @throws ProviderUnavailable
   */
  authorizationUrl(flow: ProviderFlow): Promise<string>;
  /**
   * Whom the provider says that the person at the browser is.
   *
   * @param answer the parameters with which the browser came back
   * @throws ProviderDenied the person or the provider did not want it
   * @throws UntrustworthyAnswer something in it is not as it must be
   * @throws ProviderUnavailable
   */
  identify(answer: ReadonlyMap<string, string>, flow: ProviderFlow): Promise<ProvenIdentity>;
  /**
   * Whom an ID token is about that an app has got from the provider itself.
   *
   * @param nonce the app gave it to the provider, as it is or as its SHA-256
   * @throws UntrustworthyAnswer it is for another app, too old, of another nonce, or not the provider's
   * @throws ProviderUnavailable
   */
  identifyByToken(idToken: string, nonce: string): Promise<ProvenOnce>;
}

/** From when it was first taken an ID token counts for no longer than this, however long it says itself. */
export const ID_TOKEN_LIFE_MS = 24 * 3_600_000;

/** What went wrong at a provider. None of its own words reach a client (OWASP ASVS 1.2.1). */
export abstract class ProviderError extends Error {
  /** @param reason a word for who runs the service */
  constructor(readonly reason: string) {
    super(reason);
  }
}

export class ProviderDenied extends ProviderError {
  override readonly name = 'ProviderDenied';
}

export class UntrustworthyAnswer extends ProviderError {
  override readonly name = 'UntrustworthyAnswer';
}

export class ProviderUnavailable extends ProviderError {
  override readonly name = 'ProviderUnavailable';
}
