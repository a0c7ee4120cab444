import { STANDARD_CLAIMS } from '../facts.js';
import type { ProviderFacts } from '../facts.js';

/** https://developer.apple.com/documentation/signinwithapplerestapi */
export const apple: ProviderFacts = {
  name: 'apple',
  title: 'Apple',
  protocol: { kind: 'oidc', issuer: 'https://appleid.apple.com' },
  scopes: ['openid', 'email', 'name'],
  claims: { ...STANDARD_CLAIMS, names: [] },
  ownDomains: ['icloud.com', 'me.com', 'mac.com', 'privaterelay.appleid.com'],
  clientAuth: 'post',
  signsClientSecret: true,
  answersBy: 'form_post',
  verifiedTexts: ['true'],
};
