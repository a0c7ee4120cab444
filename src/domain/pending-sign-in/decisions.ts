import type { Factor } from '../user/factors/factors.js';
import type { Registered } from '../user/user.js';
import type { PendingSignInEvent } from './events.js';
import type { PendingSignIn } from './pending-sign-in.js';

type Asked = PendingSignInEvent['data'];

/** The first proof of a sign-in and its circumstances. */
export type FirstProof = Pick<Asked, 'amr' | 'provider' | 'device' | 'failures'>;

/** The second step that a sign-in owes. */
interface Owed {
  /** True if the account must add a factor first. */
  readonly enrolment: boolean;
  readonly demandedBy: Asked['demanded_by'];
  /** The factors that work here. */
  readonly offered: readonly Factor[];
  readonly now: Date;
}

/** The time within which the second factor must follow. */
const PENDING_MS = 10 * 60_000;

/** Records that a sign-in owes a second factor. Does nothing for a recorded one. */
export function askSecondFactor(
  pending: PendingSignIn,
  account: Registered,
  first: FirstProof,
  { enrolment, demandedBy, offered, now }: Owed,
): PendingSignInEvent[] {
  if (pending.status !== 'unknown') return [];
  return [
    {
      type: 'SecondFactorAsked',
      data: {
        user_id: account.id,
        user_revision: account.revision,
        ...first,
        offered: offered.map((factor) => ({ factor_id: factor.id, kind: factor.kind })),
        enrolment,
        demanded_by: demandedBy,
        expires_at: new Date(now.getTime() + PENDING_MS).toISOString(),
      },
    },
  ];
}
