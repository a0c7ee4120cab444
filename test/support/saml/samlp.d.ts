/** The part of the identity provider library that tests call; it has no types of its own. */
declare module 'samlp' {
  export interface SamlpOptions {
    readonly issuer: string;
    readonly cert: string;
    readonly key: string;
    readonly audience: string;
    readonly recipient: string;
    readonly destination: string;
    readonly inResponseTo: string;
    readonly sessionIndex: string;
    readonly lifetimeInSeconds: number;
    readonly signatureAlgorithm: 'rsa-sha256';
    readonly digestAlgorithm: 'sha256';
    readonly signResponse: boolean;
    readonly signAssertion: boolean;
    readonly authnContextClassRef: string;
  }
  export interface SamlpUser {
    readonly id: string;
    readonly displayName: string;
    readonly emails: readonly { readonly value: string }[];
    readonly name: object;
  }
  const samlp: {
    getSamlResponse(
      options: SamlpOptions,
      user: SamlpUser,
      callback: (error: Error | null, response?: string) => void,
    ): void;
  };
  export default samlp;
}
