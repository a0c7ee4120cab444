import type { CommandDependencies } from '../../commands/dependencies.js';
import type { Entrances } from '../../domain/policies/ways-in.js';
import type { OAuth } from './federation.js';

/** Returns the ways to sign in that the configuration offers. */
export function entrancesOf(
  { webauthn }: Pick<CommandDependencies, 'webauthn'>,
  { providers }: Pick<OAuth, 'providers'>,
): Entrances {
  return { isConfigured: (name) => providers.has(name), rpId: webauthn.relyingParty.id };
}
