import { STANDARD_CLAIMS } from '../provider-definition.js';
import type { ProviderDefinition } from '../provider-definition.js';

/**
 * https://learn.microsoft.com/linkedin/consumer/integrations/self-serve/sign-in-with-linkedin-v2
 *
 * Its ID tokens carry no nonce and would be rejected, so the profile is used as with plain OAuth.
 */
export const linkedin: ProviderDefinition = {
  name: 'linkedin',
  title: 'LinkedIn',
  protocol: {
    kind: 'oauth2',
    issuer: 'https://www.linkedin.com/oauth',
    authorizationEndpoint: 'https://www.linkedin.com/oauth/v2/authorization',
    tokenEndpoint: 'https://www.linkedin.com/oauth/v2/accessToken',
    profileEndpoint: 'https://api.linkedin.com/v2/userinfo',
  },
  scopes: ['openid', 'email', 'profile'],
  claims: { ...STANDARD_CLAIMS, names: ['name'] },
  ownDomains: [],
  clientAuth: 'post',
};
