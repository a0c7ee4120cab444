import { STANDARD_CLAIMS } from '../provider-definition.js';
import type { ProviderDefinition } from '../provider-definition.js';

/** https://developers.google.com/identity/openid-connect/openid-connect */
export const google: ProviderDefinition = {
  name: 'google',
  title: 'Google',
  protocol: { kind: 'oidc', issuer: 'https://accounts.google.com' },
  scopes: ['openid', 'email', 'profile'],
  claims: { ...STANDARD_CLAIMS, names: ['name'] },
  ownDomains: ['gmail.com', 'googlemail.com'],
  // Google is authoritative for the addresses of a Workspace as well.
  managedDomainClaim: 'hd',
};
