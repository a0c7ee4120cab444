import type { ProviderDefinition } from '../provider-definition.js';
import { apple } from './apple.js';
import { facebook } from './facebook.js';
import { github } from './github.js';
import { google } from './google.js';
import { linkedin } from './linkedin.js';
import { microsoft } from './microsoft.js';

/** The providers that only need a client id and a secret. */
export const BUILT_IN_PROVIDERS: readonly ProviderDefinition[] = [
  google,
  facebook,
  github,
  linkedin,
  microsoft,
  apple,
];

/** What people call a provider; one that is not known here by its name. */
export function providerTitle(name: string): string {
  return BUILT_IN_PROVIDERS.find((definition) => definition.name === name)?.title ?? name;
}
