import type { CodeId } from '../ids.js';

/** The digits of a code in a text message. */
export const SMS_DIGITS = 6;
/** The time for which it works. */
export const SMS_LIFE_MS = 5 * 60_000;

/** Returns the id of the text message with a code. Its delivery stream is named after it, and providers see it. */
export function smsIdOf(code: CodeId): string {
  return `sms-code-${code}`;
}
