import type { UserEvent } from '../../../domain/user/events.js';
import { useRecoveryCode } from '../../../domain/user/factors/factor-decisions.js';
import { userAt } from '../../../domain/user/user.js';
import type { User } from '../../../domain/user/user.js';
import { recoveryCodeDigest } from '../../../security/recovery-codes.js';
import type { Spending } from './proof.js';
import type { SecondFactorMethod } from './second-factor-method.js';

/** RFC 8176 defines no method for recovery codes. */
const AMR = ['recovery'];

/** Proves possession of a recovery code, which works once. */
export const recoveryCodeMethod: SecondFactorMethod = {
  kind: 'recovery_code',
  canBeGuessed: false,
  prove(_dependencies, { id, recoveryCodes }, code) {
    if (recoveryCodes === null) return null;
    const { setId, digests } = recoveryCodes;
    const index = digests.indexOf(recoveryCodeDigest(code, { userId: id, setId }) ?? '');
    if (index < 0) return null;
    const spent: Spending<User, UserEvent> = {
      aggregate: userAt(id),
      spend: (user, usedFor) => useRecoveryCode(user, { setId, index }, usedFor),
    };
    return { kind: 'recovery_code', amr: AMR, factorId: null, spent: [spent] };
  },
};
