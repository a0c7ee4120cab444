import { STANDARD_CLAIMS } from '../provider-definition.js';
import type { ProviderDefinition } from '../provider-definition.js';

/** https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc */
export const microsoft: ProviderDefinition = {
  name: 'microsoft',
  title: 'Microsoft',
  protocol: { kind: 'oidc', issuer: 'https://login.microsoftonline.com/{tenant}/v2.0' },
  scopes: ['openid', 'email', 'profile'],
  // Administrators can set any address; only this optional claim asserts that the tenant owns the domain.
  claims: { ...STANDARD_CLAIMS, emailVerified: 'xms_edov', names: ['name'] },
  ownDomains: [],
  // Documented as a boolean, but also sent as this string.
  verifiedTexts: ['1'],
  clientAuth: 'post',
};
