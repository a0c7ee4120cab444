import type { PhoneRules } from '../../../domain/user/factors/phone-decisions.js';
import type { CommandDependencies } from '../../dependencies.js';

/** Returns the rules about the factors beside a phone. Without a provider of messages, a phone is never enough. */
export function phoneRules({ sms, webauthn }: Pick<CommandDependencies, 'sms' | 'webauthn'>): PhoneRules {
  return { mayBeAlone: sms?.mayBeAlone ?? false, rpId: webauthn.relyingParty.id };
}
