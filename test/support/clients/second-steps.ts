import { randomUUID } from 'node:crypto';
import type { Json } from '../server/credence.js';
import { codeOfStep } from '../domain/totp-codes.js';
import type { Mailbox } from './mailbox.js';
import { patientRequests } from './patient-requests.js';
import type { PatientOptions } from './patient-requests.js';

interface Enrolment extends PatientOptions {
  readonly mailbox: Mailbox;
}

/** An account whose sign-ins need two steps. */
export interface TwoStepAccount {
  readonly email: string;
  readonly password: string;
  /** Recovery codes. Each completes one sign-in. */
  readonly codes: readonly string[];
}

/** The answers of the service on the way through both steps. */
interface StepJson extends Json {
  readonly secret: string;
  readonly enrolment_token: string;
  readonly recovery_codes: readonly string[];
  readonly mfa_token: string;
}

const TOTP_STEP_MS = 30_000;
const OWES_SECOND_STEP = 403;

/**
 * Registers an account with an authenticator app.
 *
 * @throws Error the service refuses a request
 */
export async function enrolTwoSteps({ mailbox, ...options }: Enrolment): Promise<TwoStepAccount> {
  const { email, stepMs } = options;
  const password = randomUUID();
  const post = stepRequests(options);
  await post('/auth/signup', { email, username: 'somebody', password });
  await post('/auth/verify-email', { token: await mailbox.waitForToken(email, '/verify-email', stepMs) });
  const { access_token: token } = await post('/auth/login', { email, password });
  const { secret, enrolment_token } = await post('/auth/factors/totp', {}, { token });
  // The code of the next step works for longer than that of the present one, in which the program may be killed.
  const code = codeOfStep(Math.floor(Date.now() / TOTP_STEP_MS) + 1, secret);
  const enrolled = await post('/auth/factors/totp/confirm', { enrolment_token, code }, { token });
  return { email, password, codes: enrolled.recovery_codes };
}

/**
 * Signs in with a recovery code in the second step, and out again, until there are no codes left.
 *
 * @param goesOn returns false once no further sign-in is to begin
 * @returns the number of completed sign-ins
 * @throws Error the service refuses a request
 */
export async function signInByTwoSteps(
  { email, password, codes }: TwoStepAccount,
  options: Omit<PatientOptions, 'email'>,
  goesOn: () => boolean,
): Promise<number> {
  const post = stepRequests({ ...options, email });
  let signIns = 0;
  for (const code of codes) {
    if (!goesOn() && signIns > 0) break;
    const first = await post('/auth/login', { email, password }, { status: OWES_SECOND_STEP });
    const proof = { mfa_token: first.mfa_token, method: 'recovery_code', code };
    const { access_token: token } = await post('/auth/mfa/verify', proof);
    // A sign-out ends the session that its repetition would need.
    await post('/auth/logout', {}, { token, repeated: 401 });
    signIns += 1;
  }
  return signIns;
}

function stepRequests(options: PatientOptions) {
  const post = patientRequests(options);
  return async (...request: Parameters<typeof post>) => (await post(...request)).body as StepJson;
}
