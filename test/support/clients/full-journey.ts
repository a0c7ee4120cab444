import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer, Call, Credence } from '../server/credence.js';
import type { Mailbox } from './mailbox.js';
import { waitUntilAnswered } from './wait-for.js';

export interface JourneyAccount {
  readonly email: string;
  readonly userId: string;
  /** The password of the last acknowledged change. */
  readonly password: string;
}

/** Types of the user's events after the journey, without those of mails: one event for each acknowledged step. */
export const JOURNEY_EVENTS = [
  'ValueClaimed',
  'UserRegistered',
  'PasswordSet',
  'EmailVerificationRequested',
  'EmailVerified',
  'DeviceSeen',
  'SessionStarted',
  'PasswordChanged',
  'PasswordReset',
  'SessionStarted',
];

/** Number of mails that the journey sends: verification, password changed, reset link, password reset. */
export const JOURNEY_MAILS = 4;

/** Exceeds the longest time that the service takes for an answer. */
const TIMEOUT_MS = 12_000;

interface Options {
  /** Returns the running program. A restart may replace it between two requests. */
  readonly credence: () => Credence;
  readonly mailbox: Mailbox;
  readonly email: string;
  /** Maximum duration of one step in milliseconds, outages included. */
  readonly stepMs: number;
}

/**
 * Registers, verifies, changes and resets the password, and signs in. Every request carries an `Idempotency-Key` and
 * is retried until an answer arrives.
 *
 * @throws Error the service refuses a step
 */
export async function runFullJourney({ credence, mailbox, email, stepMs }: Options): Promise<JourneyAccount> {
  const [first, second, third] = [randomUUID(), randomUUID(), randomUUID()];

  async function step(path: string, body: Call['body'], token?: string): Promise<Answer> {
    const headers = { 'idempotency-key': randomUUID() };
    const send = () =>
      orTimeOut(credence().call('POST', path, { body, headers, ...(token !== undefined && { token }) }));
    const answer = await waitUntilAnswered(`${path} answers for ${email}`, send, stepMs);
    if (answer.status >= 300)
      throw new Error(`${path} of ${email}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer;
  }

  const { body: user } = await step('/auth/signup', { email, username: 'somebody', password: first });
  await step('/auth/verify-email', { token: await mailbox.waitForToken(email, '/verify-email', stepMs) });
  const { body: session } = await step('/auth/login', { email, password: first });
  await step('/auth/change-password', { old_password: first, new_password: second }, session.access_token);
  await step('/auth/reset-password-request', { email });
  const token = await mailbox.waitForToken(email, '/reset-password', stepMs);
  await step('/auth/reset-password-confirm', { token, new_password: third });
  await step('/auth/login', { email, password: third });
  return { email, userId: user.user_id, password: third };
}

/** Rejects after a timeout: `fetch` does not always notice that the other process was killed. */
async function orTimeOut(answer: Promise<Answer>): Promise<Answer> {
  const timeout = sleep(TIMEOUT_MS, undefined, { ref: false }).then(() => {
    throw new TypeError('The request timed out.');
  });
  return await Promise.race([answer, timeout]);
}
