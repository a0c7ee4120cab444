import type { CodeId } from '../ids.js';
import { InvalidCode } from '../user/factors/factor-decisions.js';
import type { OneTimeCodeEvent } from './events.js';
import type { OneTimeCode, SentCode } from './one-time-code.js';

/** The comparisons of one code. */
export const MAX_TRIES = 5;
/** The codes of one account and purpose in an hour, by all its requests. */
export const MAX_SENDS = 10;
const HOUR_MS = 3_600_000;
/** The pause after the first code of a request. It doubles with each further one. */
const FIRST_PAUSE_MS = 30_000;

/** A request for a code. */
export type CodeRequest = Pick<
  SentCode,
  'id' | 'userId' | 'userRevision' | 'purpose' | 'channel' | 'factorId' | 'phone' | 'request'
> & {
  /** The time for which the code works. */
  readonly lifeMs: number;
};

/** Returns the pause until the next code of a request that got `count` of them in a row. */
export function pauseAfterSends(count: number): number {
  return count === 0 ? 0 : Math.min(FIRST_PAUSE_MS * 2 ** (count - 1), HOUR_MS);
}

/**
 * Returns the time from which a request may get its next code. Only the request itself has to pause: a stranger who asks
 * for codes of the account keeps its owner from none, until the hour has had its codes.
 */
export function nextSendAt(code: OneTimeCode, request: string, now: Date): Date {
  if (code === null) return now;
  const isSame = code.request === request && code.spentFor === null;
  const afterPause = isSame ? code.sentAt.getTime() + pauseAfterSends(code.resends + 1) : 0;
  const afterHour = hasHourRoom(code, now) ? 0 : code.sendsSince.getTime() + HOUR_MS;
  return new Date(Math.max(now.getTime(), afterPause, afterHour));
}

/**
 * Sends a code, which replaces the earlier one. Does nothing before `nextSendAt`. A request that asks again while its code
 * works gets no further tries.
 */
export function sendCode(
  code: OneTimeCode,
  { lifeMs, ...request }: CodeRequest,
  now: Date,
): OneTimeCodeEvent[] {
  if (nextSendAt(code, request.request, now) > now) return [];
  const earlier = code !== null && code.request === request.request && code.spentFor === null ? code : null;
  const row = code !== null && isInHour(code, now) ? code : null;
  const sent: SentCode = {
    ...request,
    sentAt: now,
    expires: new Date(now.getTime() + lifeMs),
    tries: earlier !== null && earlier.expires > now ? earlier.tries : 0,
    sends: (row?.sends ?? 0) + 1,
    sendsSince: row?.sendsSince ?? now,
    resends: earlier !== null && row !== null ? earlier.resends + 1 : 0,
    spentFor: null,
  };
  return [{ type: 'CodeSent', data: dataOf(sent) }];
}

/**
 * Counts a try before its code is compared.
 *
 * @param request the digest of the request that tries
 * @throws InvalidCode there is no code for this request, or it was used, has expired, or was tried too often
 */
export function tryCode(code: OneTimeCode, request: string, now: Date): OneTimeCodeEvent[] {
  const open = requireOpen(code, now);
  if (open.request !== request || open.tries >= MAX_TRIES) throw new InvalidCode();
  return [{ type: 'CodeTried', data: dataOf({ ...open, tries: open.tries + 1 }) }];
}

/**
 * Uses up a code. A repeat for the same session, sign-in or command changes nothing.
 *
 * @throws InvalidCode it was used for another one, has expired, or a newer one has replaced it
 */
export function spendCode(code: OneTimeCode, id: CodeId, usedFor: string, now: Date): OneTimeCodeEvent[] {
  if (code?.id === id && code.spentFor === usedFor) return [];
  const open = requireOpen(code, now);
  if (open.id !== id) throw new InvalidCode();
  return [{ type: 'CodeSpent', data: { ...dataOf(open), for: usedFor } }];
}

/** Returns the code if it was not used and has not expired. */
function requireOpen(code: OneTimeCode, now: Date): SentCode {
  if (code === null || code.spentFor !== null || code.expires <= now) throw new InvalidCode();
  return code;
}

function isInHour({ sendsSince }: SentCode, now: Date): boolean {
  return now.getTime() - sendsSince.getTime() < HOUR_MS;
}

function hasHourRoom(code: SentCode, now: Date): boolean {
  return code.sends < MAX_SENDS || !isInHour(code, now);
}

function dataOf(code: SentCode): Extract<OneTimeCodeEvent, { type: 'CodeSent' }>['data'] {
  return {
    user_id: code.userId,
    user_revision: code.userRevision,
    code_id: code.id,
    purpose: code.purpose,
    channel: code.channel,
    factor_id: code.factorId,
    phone: code.phone,
    request: code.request,
    sent_at: code.sentAt.toISOString(),
    expires_at: code.expires.toISOString(),
    tries: code.tries,
    sends: code.sends,
    sends_since: code.sendsSince.toISOString(),
    resends: code.resends,
  };
}
