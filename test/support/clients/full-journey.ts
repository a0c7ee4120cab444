import { randomUUID } from 'node:crypto';
import type { Mailbox } from './mailbox.js';
import { patientRequests } from './patient-requests.js';
import type { PatientOptions } from './patient-requests.js';

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

interface Options extends PatientOptions {
  readonly mailbox: Mailbox;
}

/**
 * Registers, verifies, changes and resets the password, and signs in. Every request carries an `Idempotency-Key` and
 * is retried until an answer arrives.
 *
 * @throws Error the service refuses a step
 */
export async function runFullJourney({ mailbox, ...options }: Options): Promise<JourneyAccount> {
  const { email, stepMs } = options;
  const [first, second, third] = [randomUUID(), randomUUID(), randomUUID()];
  const step = patientRequests(options);

  const { body: user } = await step('/auth/signup', { email, username: 'somebody', password: first });
  await step('/auth/verify-email', { token: await mailbox.waitForToken(email, '/verify-email', stepMs) });
  const { body: session } = await step('/auth/login', { email, password: first });
  const passwords = { old_password: first, new_password: second };
  await step('/auth/change-password', passwords, { token: session.access_token });
  await step('/auth/reset-password-request', { email });
  const token = await mailbox.waitForToken(email, '/reset-password', stepMs);
  await step('/auth/reset-password-confirm', { token, new_password: third });
  await step('/auth/login', { email, password: third });
  return { email, userId: user.user_id, password: third };
}
