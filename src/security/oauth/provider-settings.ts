import type { ProviderDefinition } from './provider-definition.js';

/** The credential of the client: a shared secret, a key that signs secrets, or none for a public client (RFC 6749 §2.1). */
export type ClientSecret =
  | { readonly kind: 'shared'; readonly secret: string }
  /** `privateKey` is PKCS #8 in PEM. */
  | { readonly kind: 'signed'; readonly teamId: string; readonly keyId: string; readonly privateKey: string }
  | { readonly kind: 'none' };

/** A provider with the settings of a deployment. */
export interface ProviderSettings {
  readonly definition: ProviderDefinition;
  readonly clientId: string;
  readonly secret: ClientSecret;
  /** Further domains for which the provider's assertion of an address is trusted; `*` stands for all. */
  readonly trustedDomains: readonly string[];
  /** Client ids of apps that sign in with their own ID tokens. */
  readonly appClientIds: readonly string[];
}
