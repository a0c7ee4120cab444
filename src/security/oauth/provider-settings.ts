import type { ProviderDefinition } from './provider-definition.js';

/** The secret of a client: one that it was given, one that it signs for each use, or none (RFC 6749 §2.1). */
export type ClientSecret =
  | { readonly kind: 'shared'; readonly secret: string }
  /** `privateKey` is PKCS #8 in PEM. */
  | { readonly kind: 'signed'; readonly teamId: string; readonly keyId: string; readonly privateKey: string }
  | { readonly kind: 'none' };

/** A provider as a deployment uses it. */
export interface ProviderSettings {
  readonly definition: ProviderDefinition;
  readonly clientId: string;
  readonly secret: ClientSecret;
  /** Domains of which it is believed who owns an address, beside its own; `*`: all. */
  readonly trustedDomains: readonly string[];
  /** The client ids of apps that sign in by an ID token of theirs. */
  readonly appClientIds: readonly string[];
}
