/** The addresses of this service for one connection, which its identity provider has to know. */
export interface ServiceAddresses {
  /** The address of the metadata, so that every connection has an audience of its own. */
  readonly entityId: string;
  readonly acsUrl: string;
  readonly sloUrl: string;
  /** The address at which a sign-in begins. */
  readonly startUrl: string;
}

/** Returns the addresses of a connection. */
export function serviceAddresses(publicUrl: string, connectionId: string): ServiceAddresses {
  const base = `${publicUrl}/saml/${connectionId}`;
  return {
    entityId: `${base}/metadata`,
    acsUrl: `${base}/acs`,
    sloUrl: `${base}/slo`,
    startUrl: `${publicUrl}/sso/${connectionId}`,
  };
}
