import { z } from 'zod';
import type { FactorId } from '../../domain/ids.js';
import { renameFactor as rename } from '../../domain/user/factors/factor-decisions.js';
import type { Cause } from '../../eventstore/codec.js';
import type { CommandDependencies } from '../dependencies.js';
import * as fields from '../input-schemas.js';
import { changeFactors } from './change-factors.js';
import type { SignedIn } from './change-factors.js';

export const renameFactorInput = z.strictObject({ name: fields.factorName });

/**
 * Renames a factor of a signed-in user.
 *
 * @throws SessionOver, ReauthenticationRequired, UnknownFactor
 */
export async function renameFactor(
  dependencies: Pick<CommandDependencies, 'log' | 'webauthn'>,
  caller: SignedIn,
  factorId: FactorId,
  { name }: z.output<typeof renameFactorInput>,
  cause: Cause,
) {
  return await changeFactors(dependencies, caller, cause, (account) => rename(account, factorId, name));
}
