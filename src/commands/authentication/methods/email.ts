import { oneTimeCodeOf } from '../../../domain/one-time-code/one-time-code.js';
import type { OneTimeCode, SentCode } from '../../../domain/one-time-code/one-time-code.js';
import { spendCode } from '../../../domain/one-time-code/decisions.js';
import type { OneTimeCodeEvent } from '../../../domain/one-time-code/events.js';
import type { Proof, Spending } from './proof.js';

/** The digits of a mailed code. */
export const MAILED_DIGITS = 8;

/**
 * Returns the proof of a mailed link or code. It proves access to the mailbox, which is one kind however often it is proved.
 * The link and the code beside it are one proof, so the use of one ends the other.
 */
export function emailProof({ id, userId, purpose }: SentCode, now: Date): Proof {
  const use: Spending<OneTimeCode, OneTimeCodeEvent> = {
    aggregate: oneTimeCodeOf(userId, purpose),
    spend: (state, usedFor) => spendCode(state, id, usedFor, now),
  };
  return { kind: 'email', amr: ['email'], factorId: null, spent: [use] };
}
