/** Which members of what a provider says of a person mean what. */
export interface ClaimNames {
  /** A text, or a whole number where the provider has numbers. */
  readonly subject: { readonly member: string; readonly type: 'text' | 'number' };
  readonly email: string;
  /** What says that the address is verified; null: nothing does. */
  readonly emailVerified: string | null;
  /** What the person is called, the best first. */
  readonly names: readonly string[];
}

/** OpenID Connect: everything else is found under the issuer (OpenID Connect Discovery 1.0). */
export interface OpenIdConnect {
  readonly kind: 'oidc';
  /** `{tenant}` in it is chosen by the deployment. */
  readonly issuer: string;
}

/** OAuth 2.0 without ID tokens: who somebody is, an endpoint of the provider's own says. */
export interface PlainOAuth {
  readonly kind: 'oauth2';
  /** Stands for the provider where identities are told apart. */
  readonly issuer: string;
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
  readonly profileEndpoint: string;
  /** Lists `{email, primary, verified}`, where the profile does not say it. */
  readonly emailsEndpoint?: string;
}

/**
 * What is known of a provider: the whole of what there is to write for another one. Where its console wants a redirect
 * URI, that is `<PUBLIC_URL>/oauth/<name>/callback`.
 */
export interface ProviderDefinition {
  /** In paths, in settings (in capitals), and in events. */
  readonly name: string;
  readonly title: string;
  readonly protocol: OpenIdConnect | PlainOAuth;
  readonly scopes: readonly string[];
  readonly claims: ClaimNames;
  /** Domains of which it hands out the addresses itself. */
  readonly ownDomains: readonly string[];
  /** The claim that names a domain which the provider manages for its owner. */
  readonly managedDomainClaim?: string;
  /** How it takes the client secret; left out: as it says itself, Basic where it takes that (RFC 6749 §2.3.1). */
  readonly clientAuth?: 'post' | 'basic';
  /** Whether the secret is a JWT that the client signs for each use. */
  readonly signsClientSecret?: boolean;
  readonly answersBy?: 'form_post';
  /** By which texts it says the verification instead of by a boolean, against the standard. */
  readonly verifiedTexts?: readonly string[];
}

/** What the claims are called in OpenID Connect (Core §5.1). */
export const STANDARD_CLAIMS: ClaimNames = {
  subject: { member: 'sub', type: 'text' },
  email: 'email',
  emailVerified: 'email_verified',
  names: ['preferred_username', 'name'],
};
