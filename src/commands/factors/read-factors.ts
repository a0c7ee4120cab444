import { factorUseOf } from '../../domain/factor/factor-use.js';
import type { FactorUse } from '../../domain/factor/factor-use.js';
import type { UserId } from '../../domain/ids.js';
import { requireRegistered } from '../../domain/user/decisions.js';
import { userAt } from '../../domain/user/user.js';
import type { Registered } from '../../domain/user/user.js';
import type { EventLog } from '../../eventstore/event-log.js';
import { loadState } from '../../eventstore/folding/load-state.js';

/**
 * Reads an account with the newest use of each of its factors. It reads the log: no read model has the uses.
 *
 * @throws UnknownUser
 */
export async function readFactors(
  log: EventLog,
  userId: UserId,
): Promise<{ account: Registered; uses: readonly FactorUse[] }> {
  const account = requireRegistered(await loadState(log, userAt(userId)));
  const uses = await Promise.all(account.factors.map(({ id }) => loadState(log, factorUseOf(id))));
  return { account, uses };
}
