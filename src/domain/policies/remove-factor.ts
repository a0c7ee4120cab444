import type { FactorId } from '../ids.js';
import type { Started } from '../session/session.js';
import type { UserEvent } from '../user/events.js';
import { factorRemoved, requireFactor, SecondFactorDemanded } from '../user/factors/factor-decisions.js';
import { usableFactors } from '../user/factors/factors.js';
import type { Factor } from '../user/factors/factors.js';
import type { Registered } from '../user/user.js';
import { levelOf } from './level-of.js';
import { isDemanded } from './still-owed.js';
import type { FactorRules } from './still-owed.js';
import { requireWayIn } from './ways-in.js';
import type { Entrances } from './ways-in.js';

/** Factor to remove, the entrances that remain without it, and the rules that may demand it. */
interface Removal {
  readonly factorId: FactorId;
  readonly entrances: Entrances;
  readonly rules: FactorRules;
}

/**
 * Removes a factor at the request of its owner. Ends every other session, and the current one if nothing else has proved
 * it.
 *
 * @throws UnknownFactor
 * @throws SecondFactorDemanded the account must have a factor, and this is the last one that works here
 * @throws LastWayIn without the factor nobody could sign in to the account
 */
export function removeByOwner(
  account: Registered,
  current: Started,
  { factorId, entrances, rules }: Removal,
): UserEvent[] {
  const factor = requireFactor(account, factorId);
  const factors = account.factors.filter(({ id }) => id !== factorId);
  if (isDemanded(account, rules) && usableFactors({ factors }, rules.rpId).length === 0)
    throw new SecondFactorDemanded();
  requireWayIn({ ...account, factors }, entrances);
  const kept = isProvenBy(factors, current) ? current.id : null;
  return [
    factorRemoved(factor, 'by_user'),
    { type: 'SessionsEnded', data: { kept_session: kept, reason: null } },
  ];
}

/**
 * Tells whether a session has a proof that still counts: one of the factors that remain, or a first proof such as a
 * password. A factor that was removed earlier proves nothing.
 */
function isProvenBy(remaining: readonly Factor[], { amr, factors }: Started): boolean {
  if (factors.some((used) => remaining.some(({ id }) => id === used.factor_id))) return true;
  const isAlone = amr.includes('user') && levelOf(amr.filter((method) => method !== 'user')) === 'aal1';
  return factors.length === 0 || !isAlone;
}
