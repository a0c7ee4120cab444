/** The part of the identity provider library that tests call; it has no types of its own. */
declare module 'samlp' {
  import type { RequestHandler } from 'express';

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
  /** A session that the library ends at its service provider. */
  export interface SessionParticipant {
    readonly serviceProviderId: string;
    readonly sessionIndex: string;
    readonly nameId: string;
    readonly nameIdFormat: string;
    readonly serviceProviderLogoutURL: string;
    /** The certificate of the service provider, in PEM. */
    readonly cert: string;
    readonly binding: string;
  }
  const samlp: {
    getSamlResponse(
      options: SamlpOptions,
      user: SamlpUser,
      callback: (error: Error | null, response?: string) => void,
    ): void;
    auth(
      options: Pick<SamlpOptions, 'issuer' | 'cert' | 'key' | 'sessionIndex' | 'authnContextClassRef'> & {
        readonly recipient: string;
        readonly destination: string;
        /** Requires signed requests. */
        readonly signingCert: string;
        readonly deflate: boolean;
        readonly getUserFromRequest: () => SamlpUser;
        readonly getPostURL: (
          audience: string,
          request: unknown,
          from: unknown,
          callback: (error: null, url: string) => void,
        ) => void;
      },
    ): RequestHandler;
    logout(
      options: Pick<SamlpOptions, 'issuer' | 'cert' | 'key'> & {
        readonly signatureAlgorithm: 'rsa-sha256';
        readonly digestAlgorithm: 'sha256';
        readonly deflate: boolean;
        readonly protocolBinding: string;
        readonly sessionParticipants: object;
      },
    ): RequestHandler;
  };
  export default samlp;
}

declare module 'samlp/lib/sessionParticipants/index.js' {
  import type { SessionParticipant } from 'samlp';

  interface SessionParticipants {
    hasElements(): boolean;
  }
  const SessionParticipants: new (sessions: SessionParticipant[]) => SessionParticipants;
  export default SessionParticipants;
}
