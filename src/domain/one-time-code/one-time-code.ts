import type { Aggregate } from '../aggregate.js';
import { defineCategory } from '../category.js';
import { Erased } from '../event.js';
import type { Recorded } from '../event.js';
import type { CodeId, FactorId, UserId } from '../ids.js';
import { oneTimeCodeEvents } from './events.js';
import type { CodeChannel, CodePurpose, OneTimeCodeEvent } from './events.js';

/** The newest code of an account for one purpose. */
export interface SentCode {
  readonly id: CodeId;
  readonly userId: UserId;
  /** The revision of the account at the request. */
  readonly userRevision: number;
  readonly purpose: CodePurpose;
  readonly channel: CodeChannel;
  readonly factorId: FactorId | null;
  readonly phone: string | null;
  /** The digest of the browser, sign-in, session or enrolment that asked for the code. */
  readonly request: string;
  readonly sentAt: Date;
  readonly expires: Date;
  /** The comparisons so far. */
  readonly tries: number;
  /** The codes that all requests got since `sendsSince`. */
  readonly sends: number;
  readonly sendsSince: Date;
  /** The codes that this request got before this one, in a row. */
  readonly resends: number;
  /** The session, sign-in or command that the code was used for. */
  readonly spentFor: string | null;
}

/** Null: none was sent yet. */
export type OneTimeCode = SentCode | null;

/** The state needs only the newest event; repeats of a command need the few before it. */
const KEEP_LAST = 4;
/** Ends the user id in a stream's name. The purpose follows. */
const SEPARATOR = '.';

export const oneTimeCodes = defineCategory({
  prefix: 'code',
  events: oneTimeCodeEvents,
  subject: 'data_user',
  keepLast: KEEP_LAST,
});

/** Returns the newest code of an account for a purpose. */
export function oneTimeCodeOf(
  userId: UserId,
  purpose: CodePurpose,
): Aggregate<OneTimeCode, OneTimeCodeEvent> {
  return oneTimeCodes.aggregate<OneTimeCode, OneTimeCodeEvent>(userId + SEPARATOR + purpose, {
    initial: null,
    evolve: (_, event) => sentCode(event),
  });
}

function sentCode({ type, data }: Recorded<OneTimeCodeEvent>): OneTimeCode {
  if (data.phone instanceof Erased) return null;
  return {
    id: data.code_id,
    userId: data.user_id,
    userRevision: data.user_revision,
    purpose: data.purpose,
    channel: data.channel,
    factorId: data.factor_id,
    phone: data.phone,
    request: data.request,
    sentAt: new Date(data.sent_at),
    expires: new Date(data.expires_at),
    tries: data.tries,
    sends: data.sends,
    sendsSince: new Date(data.sends_since),
    resends: data.resends,
    spentFor: type === 'CodeSpent' ? data.for : null,
  };
}
