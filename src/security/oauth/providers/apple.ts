import { STANDARD_CLAIMS } from '../provider-definition.js';
import type { ProviderDefinition } from '../provider-definition.js';

/** https://developer.apple.com/documentation/signinwithapplerestapi */
export const apple: ProviderDefinition = {
  name: 'apple',
  title: 'Apple',
  protocol: { kind: 'oidc', issuer: 'https://appleid.apple.com' },
  scopes: ['openid', 'email', 'name'],
  claims: { ...STANDARD_CLAIMS, names: [] },
  ownDomains: ['icloud.com', 'me.com', 'mac.com', 'privaterelay.appleid.com'],
  clientAuth: 'post',
  signsClientSecret: true,
  // Its documentation names no such parameters.
  hints: {},
  answersBy: 'form_post',
  verifiedTexts: ['true'],
};
