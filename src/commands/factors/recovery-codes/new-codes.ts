import { deriveId, uuidSchema } from '../../../domain/ids.js';
import type { FactorId, UserId } from '../../../domain/ids.js';
import type { NewCodes } from '../../../domain/user/factors/factor-decisions.js';
import { recoveryCodeDigest } from '../../../security/recovery-codes.js';
import type { CommandDependencies } from '../../dependencies.js';

/** Returns the id of the recovery codes that come with a first factor. A repeat of its enrolment returns the same codes. */
export function firstCodesOf(factorId: FactorId): string {
  return deriveId(uuidSchema, 'recovery codes', factorId);
}

/** Makes the recovery codes of a set: the plain codes for their owner, and the digests for the log. */
export function newCodes(
  { recoveryCodes }: Pick<CommandDependencies, 'recoveryCodes'>,
  userId: UserId,
  setId: string,
): { readonly plain: readonly string[]; readonly digested: NewCodes } {
  const plain = recoveryCodes.make(setId);
  const digests = plain.flatMap((one) => recoveryCodeDigest(one, { userId, setId }) ?? []);
  return { plain, digested: { setId, digests } };
}
