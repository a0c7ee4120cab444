import type { Entrances } from '../../domain/policies/ways-in.js';
import type { RouteDependencies } from '../routes/dependencies.js';

/** Returns the ways to sign in that the configuration offers. */
export function entrancesOf({
  commands,
  mailedSignIn,
  oauth,
}: Pick<RouteDependencies, 'commands' | 'mailedSignIn' | 'oauth'>): Entrances {
  return {
    isConfigured: (name) => oauth.providers.has(name),
    byMail: mailedSignIn !== null,
    rpId: commands.webauthn.relyingParty.id,
  };
}
