import { z } from 'zod';
import { defineEvent, personalOrNull } from '../event.js';
import type { EventOf } from '../event.js';
import { codeIdSchema, factorIdSchema, userIdSchema, uuidSchema } from '../ids.js';

const instant = z.iso.datetime();

/** The purposes of a code. Each one has a stream of its own, so that a code for one never serves another. */
export const codePurpose = z.enum(['sign_in', 'second_factor', 'step_up', 'phone']);
export type CodePurpose = z.output<typeof codePurpose>;

/** The ways in which a code reaches a person. */
export const codeChannel = z.enum(['email', 'sms']);
export type CodeChannel = z.output<typeof codeChannel>;

/**
 * Each event carries all facts about the newest code, so that a stream needs only its newest events. The code itself is
 * derived from `code_id` and never stored. `request` is a digest that binds the code to the browser, sign-in, session or
 * enrolment that asked for it. `user_revision` is the revision of the account at the request, `tries` counts the
 * comparisons. `sends` counts the codes of all requests since `sends_since`, `resends` those of this request in a row.
 */
const code = {
  user_id: userIdSchema,
  user_revision: z.int().nonnegative(),
  code_id: codeIdSchema,
  purpose: codePurpose,
  channel: codeChannel,
  factor_id: factorIdSchema.nullable(),
  phone: personalOrNull('code_phone'),
  request: z.string(),
  sent_at: instant,
  expires_at: instant,
  tries: z.int().nonnegative(),
  sends: z.int().positive(),
  sends_since: instant,
  resends: z.int().nonnegative(),
};

export const oneTimeCodeEvents = [
  /** A code is to be sent. It replaces the earlier code of the same purpose. */
  defineEvent('CodeSent', code),
  /** A code is about to be compared. The try counts before, so that concurrent tries get no more guesses. */
  defineEvent('CodeTried', code),
  /** The code, or the link that was sent with it, was used for the session, sign-in or command in `for`. */
  defineEvent('CodeSpent', { ...code, for: uuidSchema }),
] as const;

export type OneTimeCodeEvent = EventOf<(typeof oneTimeCodeEvents)[number]>;
