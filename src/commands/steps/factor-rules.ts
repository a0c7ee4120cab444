import type { FactorRules } from '../../domain/policies/still-owed.js';
import type { CommandDependencies } from '../dependencies.js';

/** Returns the rules of the service that demand second factors, at a time. */
export function factorRules(
  { rules, webauthn }: Pick<CommandDependencies, 'rules' | 'webauthn'>,
  now: Date,
): FactorRules {
  return { policies: rules.factorPolicies, rpId: webauthn.relyingParty.id, now };
}
