import type { z } from 'zod';
import { factorUseOf } from '../../../domain/factor/factor-use.js';
import type { UserId } from '../../../domain/ids.js';
import { isPasskey } from '../../../domain/user/factors/factors.js';
import type { RecoveryCodes } from '../../../domain/user/factors/factors.js';
import type { Passkey } from '../../../domain/user/factors/passkey.js';
import type { TotpFactor } from '../../../domain/user/factors/totp.js';
import { userAt } from '../../../domain/user/user.js';
import type { CommandDependencies } from '../../dependencies.js';
import { load } from '../../handle.js';
import type { factorLine } from './factor-line.js';

/** Line of a file with the factors of one account, with all secrets. */
export type ExportedFactors = z.input<ReturnType<typeof factorLine>>;

/** Returns the factors of an account in the form that an import reads, or null for an account without any. */
export async function exportFactors(
  { log }: Pick<CommandDependencies, 'log'>,
  userId: UserId,
): Promise<ExportedFactors | null> {
  const { state: account } = await load(log, userAt(userId));
  if (account.status !== 'registered' || account.factors.length === 0) return null;
  const { factors, recoveryCodes } = account;
  const keys = factors.filter(isPasskey);
  return {
    user_id: userId,
    totp: factors.filter((one) => one.kind === 'totp').map(exportedApp),
    passkeys: await Promise.all(keys.map((key) => exportedKey({ log }, key))),
    phones: factors
      .filter((one) => one.kind === 'phone')
      .map(({ number, name }) => ({ phone: number, name })),
    recovery_codes: recoveryCodes === null ? null : exportedCodes(recoveryCodes),
  };
}

function exportedApp({ seed, name, algorithm, digits, period }: TotpFactor) {
  return { secret: seed, algorithm, digits, period, name };
}

/** The counter of a credential is that of its newest use. */
async function exportedKey({ log }: Pick<CommandDependencies, 'log'>, key: Passkey) {
  const { state: use } = await load(log, factorUseOf(key.id));
  return {
    kind: key.kind,
    name: key.name,
    credential_id: key.credentialId,
    public_key: key.publicKey,
    sign_count: use?.signCount ?? key.signCount,
    transports: [...key.transports],
    aaguid: key.aaguid,
    backup_eligible: key.backupEligible,
    backed_up: use?.backedUp ?? key.backedUp,
    rp_id: key.rpId,
    user_handle: key.userHandle,
  };
}

/** Returns the codes that were not used, or null if none is left. */
function exportedCodes({ setId, digests, uses }: RecoveryCodes): ExportedFactors['recovery_codes'] {
  const unused = digests.filter((_, index) => !uses.has(index));
  return unused.length === 0 ? null : { set_id: setId, digests: unused };
}
