import type { ProviderDefinition } from '../provider-definition.js';

/** https://developers.facebook.com/docs/facebook-login/guides/advanced/manual-flow */
export const facebook: ProviderDefinition = {
  name: 'facebook',
  title: 'Facebook',
  protocol: {
    kind: 'oauth2',
    issuer: 'https://www.facebook.com',
    authorizationEndpoint: 'https://www.facebook.com/v23.0/dialog/oauth',
    tokenEndpoint: 'https://graph.facebook.com/v23.0/oauth/access_token',
    profileEndpoint: 'https://graph.facebook.com/v23.0/me?fields=id,name,email',
  },
  scopes: ['public_profile', 'email'],
  claims: {
    subject: { path: 'id', type: 'text' },
    email: 'email',
    // The profile has an address but no verification claim.
    emailVerified: null,
    names: ['name'],
  },
  ownDomains: [],
  clientAuth: 'post',
};
