import type { ProviderDefinition } from '../provider-definition.js';
import { apple } from './apple.js';
import { facebook } from './facebook.js';
import { github } from './github.js';
import { google } from './google.js';
import { linkedin } from './linkedin.js';
import { microsoft } from './microsoft.js';

/** The providers that a deployment enables with a client id and a secret. */
export const BUILT_IN_PROVIDERS: readonly ProviderDefinition[] = [
  google,
  facebook,
  github,
  linkedin,
  microsoft,
  apple,
];

/** Returns the title of a built-in provider, and the name of any other. */
export function providerTitle(name: string): string {
  return BUILT_IN_PROVIDERS.find((definition) => definition.name === name)?.title ?? name;
}
