import { fieldsOf } from '../user/session-at-provider.js';
import type { SessionAtProvider } from '../user/session-at-provider.js';
import type { Factor } from '../user/factors/factors.js';
import type { Registered } from '../user/user.js';
import type { PendingSignInEvent } from './events.js';
import type { PendingSignIn } from './pending-sign-in.js';

type Asked = Extract<PendingSignInEvent, { type: 'SecondFactorAsked' }>['data'];

/** The first proof of a sign-in and its circumstances. */
export interface FirstProof extends Pick<Asked, 'amr' | 'provider' | 'device' | 'failures'> {
  /** The session at the identity provider of an organisation, or null. */
  readonly atProvider: SessionAtProvider | null;
}

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
  { atProvider, ...first }: FirstProof,
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
    ...noteProvider(account, atProvider),
  ];
}

function noteProvider(
  { id }: Pick<Registered, 'id'>,
  atProvider: SessionAtProvider | null,
): PendingSignInEvent[] {
  if (atProvider === null) return [];
  const ends_at = atProvider.ends?.toISOString() ?? null;
  return [{ type: 'ConnectionSignInNoted', data: { user_id: id, ...fieldsOf(atProvider), ends_at } }];
}
