import { codeIdSchema } from '../../../src/domain/ids.js';
import type { OneTimeCodeEvent } from '../../../src/domain/one-time-code/events.js';
import { ADA } from './user-history.js';

type Sent = Extract<OneTimeCodeEvent, { type: 'CodeSent' }>;

export const CODE = codeIdSchema.parse('9d3f1b7a-2c64-4e85-a0d9-6b7f3e1c8a52');
/** The time at which the usual code was sent. */
export const SENT_AT = new Date('2026-01-01T00:00:00Z');
export const CODE_LIFE_MS = 10 * 60_000;

/** The facts of Ada's usual code, for a sign-in by mail. */
export function codeData(changed: Partial<Sent['data']> = {}, sentAt = SENT_AT): Sent['data'] {
  return {
    user_id: ADA,
    user_revision: 3,
    code_id: CODE,
    purpose: 'sign_in',
    channel: 'email',
    factor_id: null,
    phone: null,
    request: 'browser',
    sent_at: sentAt.toISOString(),
    expires_at: new Date(sentAt.getTime() + CODE_LIFE_MS).toISOString(),
    tries: 0,
    sends: 1,
    sends_since: sentAt.toISOString(),
    resends: 0,
    ...changed,
  };
}

export function codeSent(changed: Partial<Sent['data']> = {}, sentAt = SENT_AT): Sent {
  return { type: 'CodeSent', data: codeData(changed, sentAt) };
}
