/** The paths of a provider's claims, as `claimAt` reads them. */
export interface ClaimNames {
  /** The identifier of the person: a string, an integer, or either; an integer counts as its digits. */
  readonly subject: { readonly path: string; readonly type: 'text' | 'number' | 'text or number' };
  readonly email: string;
  /** The claim that the address is verified; null if the provider has none. */
  readonly emailVerified: string | null;
  /** Claims with a display name, the best first. */
  readonly names: readonly string[];
}

/** OpenID Connect; the endpoints come from the issuer's metadata (OpenID Connect Discovery 1.0). */
export interface OpenIdConnect {
  readonly kind: 'oidc';
  /** The deployment chooses `{tenant}` in it. */
  readonly issuer: string;
  /** The algorithm of ID tokens that the client secret signs, for a provider without published keys for them. */
  readonly sharedKeyAlgorithm?: 'HS256';
}

/** OAuth 2.0 without ID tokens; a proprietary endpoint identifies the person. */
export interface PlainOAuth {
  readonly kind: 'oauth2';
  /** Distinguishes identities of this provider from those of others. */
  readonly issuer: string;
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
  readonly profileEndpoint: string;
  /** Lists `{email, primary, verified}`, for a profile without a verification claim. */
  readonly emailsEndpoint?: string;
}

/** Requests of a client to the sign-in page of a provider (OpenID Connect Core §3.1.2.1). */
export const HINTS = ['prompt', 'login_hint', 'ui_locales'] as const;
export type Hint = (typeof HINTS)[number];
/** The provider's own parameter for each hint that it knows. */
export type HintNames = Readonly<Partial<Record<Hint, string>>>;

/** The names of OpenID Connect. Every OpenID provider accepts these parameters (Core §15.1). */
export const STANDARD_HINTS: HintNames = {
  prompt: 'prompt',
  login_hint: 'login_hint',
  ui_locales: 'ui_locales',
};

/**
 * The complete definition of a provider; adding a provider needs nothing else. The redirect URI to register at the
 * provider is `<PUBLIC_URL>/oauth/<name>/callback`.
 */
export interface ProviderDefinition {
  /** Used in paths, in variables (in upper case), and in events. */
  readonly name: string;
  readonly title: string;
  readonly protocol: OpenIdConnect | PlainOAuth;
  readonly scopes: readonly string[];
  readonly claims: ClaimNames;
  /** Mail domains of the provider itself. */
  readonly ownDomains: readonly string[];
  /** The claim with the domain of an organisation whose accounts the provider manages. */
  readonly managedDomainClaim?: string;
  /** Client authentication; by default the form if the metadata offers it, else Basic. */
  readonly clientAuth?: 'post' | 'basic';
  /** True if the client secret is a JWT that the client signs. */
  readonly signsClientSecret?: boolean;
  /** The hints that the provider knows; by default all for OpenID Connect, and none for plain OAuth. */
  readonly hints?: HintNames;
  /** Response mode other than `query`. */
  readonly answersBy?: 'form_post';
  /** Strings that count as true in the verification claim; some providers send strings against the standard. */
  readonly verifiedTexts?: readonly string[];
}

/** The claim names of OpenID Connect (Core §5.1). */
export const STANDARD_CLAIMS: ClaimNames = {
  subject: { path: 'sub', type: 'text' },
  email: 'email',
  emailVerified: 'email_verified',
  names: ['preferred_username', 'name'],
};
