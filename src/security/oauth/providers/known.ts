import type { ProviderFacts } from '../facts.js';
import { apple } from './apple.js';
import { facebook } from './facebook.js';
import { github } from './github.js';
import { google } from './google.js';
import { linkedin } from './linkedin.js';
import { microsoft } from './microsoft.js';

/** The providers that only need a client id and a secret. */
export const KNOWN_PROVIDERS: readonly ProviderFacts[] = [
  google,
  facebook,
  github,
  linkedin,
  microsoft,
  apple,
];

/** What people call a provider; one that is not known here by its name. */
export function providerTitle(name: string): string {
  return KNOWN_PROVIDERS.find((facts) => facts.name === name)?.title ?? name;
}
