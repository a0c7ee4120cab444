import type { Registered } from '../user/user.js';
import type { PendingSignInEvent } from './events.js';
import type { PendingSignIn } from './pending-sign-in.js';

type Asked = PendingSignInEvent['data'];

/** The first proof of a sign-in and its circumstances. */
export type FirstProof = Pick<Asked, 'amr' | 'provider' | 'device' | 'failures'>;

/** The time within which the second factor must follow. */
const PENDING_MS = 10 * 60_000;

/** Records that a sign-in owes a second factor. Does nothing for a recorded one. */
export function askSecondFactor(
  pending: PendingSignIn,
  account: Registered,
  first: FirstProof,
  { demandedBy, now }: { readonly demandedBy: Asked['demanded_by']; readonly now: Date },
): PendingSignInEvent[] {
  if (pending.status !== 'unknown') return [];
  const { factors } = account;
  return [
    {
      type: 'SecondFactorAsked',
      data: {
        user_id: account.id,
        user_revision: account.revision,
        ...first,
        offered: factors.map((factor) => ({ factor_id: factor.id, kind: factor.kind })),
        enrolment: factors.length === 0,
        demanded_by: demandedBy,
        expires_at: new Date(now.getTime() + PENDING_MS).toISOString(),
      },
    },
  ];
}
