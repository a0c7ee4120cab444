import type { Attempts } from '../attempts/attempts.js';
import { MAX_CODES } from '../attempts/decisions.js';
import type { UserId } from '../ids.js';
import type { Passkey } from '../user/factors/passkey.js';
import type { SignInEvent } from './events.js';

type OfType<Type extends SignInEvent['type']> = Extract<SignInEvent, { type: Type }>['data'];

/** Records a failed attempt, and the lockout that it causes. */
export function signInFailed(userId: UserId, { failures, lockedUntil }: Attempts): SignInEvent[] {
  const failed: SignInEvent = { type: 'SignInFailed', data: { user_id: userId } };
  if (lockedUntil === null) return [failed];
  const until = lockedUntil.toISOString();
  return [failed, { type: 'SignInLocked', data: { user_id: userId, failures, until } }];
}

/** Records a wrong code of a mail that signs in. */
export function mailedCodeFailed(userId: UserId): SignInEvent[] {
  return [{ type: 'MailedCodeFailed', data: { user_id: userId } }];
}

/** Records a wrong code, and the lockout that it causes. */
export function secondFactorFailed(
  userId: UserId,
  attempted: Pick<OfType<'SecondFactorFailed'>, 'kind' | 'factor_id'>,
  { failures, total, lockedUntil }: Attempts,
): SignInEvent[] {
  const data = { user_id: userId, ...attempted };
  const failed: SignInEvent = { type: 'SecondFactorFailed', data };
  const isForGood = total >= MAX_CODES;
  if (lockedUntil === null && !isForGood) return [failed];
  const until = isForGood ? null : (lockedUntil?.toISOString() ?? null);
  return [failed, { type: 'SecondFactorLocked', data: { ...data, failures, until, for_good: isForGood } }];
}

export function secondFactorAbandoned(userId: UserId, device: OfType<'SecondFactorAbandoned'>['device']) {
  return [{ type: 'SecondFactorAbandoned' as const, data: { user_id: userId, device } }];
}

export function signUpRepeated(userId: UserId): SignInEvent[] {
  return [{ type: 'SignUpRepeated', data: { user_id: userId } }];
}

/** Records that a copy of a credential may exist. */
export function cloneSuspected(
  userId: UserId,
  { id, kind }: Pick<Passkey, 'id' | 'kind'>,
  counters: { readonly stored: number; readonly presented: number },
): SignInEvent[] {
  return [{ type: 'PasskeyCloneSuspected', data: { user_id: userId, kind, factor_id: id, ...counters } }];
}

export function unlocked(userId: UserId, reason: string | null): SignInEvent[] {
  return [{ type: 'SignInUnlocked', data: { user_id: userId, reason } }];
}
