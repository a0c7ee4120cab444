import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer, Call, Credence } from '../server/credence.js';
import type { Mailbox } from './mailbox.js';
import { waitUntilAnswered } from './wait-for.js';

export interface JourneyAccount {
  readonly email: string;
  readonly userId: string;
  /** The one that was acknowledged last. */
  readonly password: string;
}

/** What the history of a person holds after the journey, mails left out: one event for each acknowledged step. */
export const JOURNEY_EVENTS = [
  'ValueClaimed',
  'UserRegistered',
  'PasswordSet',
  'EmailVerificationRequested',
  'EmailVerified',
  'DeviceSeen',
  'SessionStarted',
  'PasswordChanged',
  'PasswordResetRequested',
  'PasswordReset',
  'SessionStarted',
];

/** The mails that the journey causes: verification, changed, reset link, was reset. */
export const JOURNEY_MAILS = 4;

/** Longer than the service takes for any answer. */
const TIMEOUT_MS = 12_000;

interface Options {
  /** The program that runs now; it may be another one for the next request. */
  readonly credence: () => Credence;
  readonly mailbox: Mailbox;
  readonly email: string;
  /** How long one step may take, outages included. */
  readonly stepMs: number;
}

/**
 * Goes from the registration to the last sign-in. Every write carries an `Idempotency-Key` and is sent again
 * until it is answered.
 *
 * @throws Error a step was refused
 */
export async function runFullJourney({ credence, mailbox, email, stepMs }: Options): Promise<JourneyAccount> {
  const [first, second, third] = [randomUUID(), randomUUID(), randomUUID()];

  async function step(path: string, body: Call['body'], token?: string): Promise<Answer> {
    const headers = { 'idempotency-key': randomUUID() };
    const send = () =>
      orTimeOut(credence().call('POST', path, { body, headers, ...(token !== undefined && { token }) }));
    const answer = await waitUntilAnswered(`${path} of ${email} is answered`, send, stepMs);
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

/** `fetch` does not always notice that the process at the other end was killed; a client goes by the clock. */
async function orTimeOut(answer: Promise<Answer>): Promise<Answer> {
  const lost = sleep(TIMEOUT_MS, undefined, { ref: false }).then(() => {
    throw new TypeError('The connection was lost without a sign.');
  });
  return await Promise.race([answer, lost]);
}
