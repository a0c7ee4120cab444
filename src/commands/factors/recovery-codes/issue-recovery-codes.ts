import { deriveId, uuidSchema } from '../../../domain/ids.js';
import { issueRecoveryCodes as issue } from '../../../domain/user/factors/factor-decisions.js';
import type { Cause } from '../../../eventstore/codec.js';
import type { Position } from '../../../eventstore/port.js';
import type { CommandDependencies } from '../../dependencies.js';
import { requireRecentSession } from '../../steps/require-recent-session.js';
import { changeFactors } from '../change-factors.js';
import type { SignedIn } from '../change-factors.js';
import { newCodes } from './new-codes.js';

/**
 * Replaces the recovery codes of a signed-in user. The earlier codes no longer work. A repeat shows the codes again, so it
 * requires as much proof.
 *
 * @throws SessionOver, ReauthenticationRequired
 * @throws UnknownFactor the account has no second factor
 */
export async function issueRecoveryCodes(
  dependencies: Pick<CommandDependencies, 'log' | 'recoveryCodes' | 'webauthn'>,
  caller: SignedIn,
  cause: Cause,
): Promise<{ recoveryCodes: readonly string[]; position: Position | null }> {
  // A repeated command is not decided again.
  await requireRecentSession(dependencies, caller, cause.now);
  const setId = deriveId(uuidSchema, 'recovery codes', cause.commandId);
  const codes = newCodes(dependencies, caller.userId, setId);
  const { position } = await changeFactors(dependencies, caller, cause, (account) =>
    issue(account, codes.digested),
  );
  return { recoveryCodes: codes.plain, position };
}
