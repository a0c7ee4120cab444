import type { FactorId } from '../../domain/ids.js';
import { requireCompanyOfPhones } from '../../domain/user/factors/phone-decisions.js';
import { removeByOwner } from '../../domain/policies/remove-factor.js';
import type { Entrances } from '../../domain/policies/ways-in.js';
import type { Cause } from '../../eventstore/codec.js';
import type { CommandDependencies } from '../dependencies.js';
import { factorRules } from '../steps/factor-rules.js';
import { changeFactors } from './change-factors.js';
import type { SignedIn } from './change-factors.js';
import { phoneRules } from './phone/phone-rules.js';

/** Factor to remove, and the entrances that remain without it. */
interface Removal {
  readonly factorId: FactorId;
  readonly entrances: Entrances;
}

/**
 * Removes a factor of a signed-in user and ends every other session. The last second factor takes the recovery codes with
 * it.
 *
 * @throws SessionOver, ReauthenticationRequired, UnknownFactor, SecondFactorDemanded, LastWayIn
 * @throws PhoneAlone a phone would be the only factor
 */
export async function removeFactor(
  dependencies: Pick<CommandDependencies, 'log' | 'rules' | 'webauthn' | 'sms'>,
  caller: SignedIn,
  removal: Removal,
  cause: Cause,
) {
  const rules = factorRules(dependencies, cause.now);
  return await changeFactors(dependencies, caller, cause, (account, session) => {
    const events = removeByOwner(account, session, { ...removal, rules });
    requireCompanyOfPhones(account, removal.factorId, phoneRules(dependencies));
    return events;
  });
}
