import type { ProviderDefinition } from '../provider-definition.js';

/** https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps */
export const github: ProviderDefinition = {
  name: 'github',
  title: 'GitHub',
  protocol: {
    kind: 'oauth2',
    // The `iss` parameter of its responses (RFC 9207).
    issuer: 'https://github.com/login/oauth',
    authorizationEndpoint: 'https://github.com/login/oauth/authorize',
    tokenEndpoint: 'https://github.com/login/oauth/access_token',
    profileEndpoint: 'https://api.github.com/user',
    emailsEndpoint: 'https://api.github.com/user/emails',
  },
  scopes: ['read:user', 'user:email'],
  claims: {
    subject: { path: 'id', type: 'number' },
    email: 'email',
    emailVerified: 'verified',
    names: ['login'],
  },
  ownDomains: [],
  hints: { prompt: 'prompt', login_hint: 'login' },
  clientAuth: 'post',
};
