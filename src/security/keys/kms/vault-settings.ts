/** The credentials of this service at Vault. */
export type VaultLogin =
  | { readonly kind: 'token'; readonly token: string }
  /** The file is read again when Vault rejects the token, because an agent renews it. */
  | { readonly kind: 'token file'; readonly path: string }
  | { readonly kind: 'approle'; readonly roleId: string; readonly secretId: string };

/** The place of a key of the Transit secrets engine, and the credentials for it. */
export interface VaultSettings {
  /** The origin of the server, such as `https://vault.example.com:8200`. */
  readonly origin: string;
  /** The path of the secrets engine, such as `transit`. */
  readonly mount: string;
  readonly keyName: string;
  /** Null outside of Vault Enterprise and HCP. */
  readonly namespace: string | null;
  readonly login: VaultLogin;
}
