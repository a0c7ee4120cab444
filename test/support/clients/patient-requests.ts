import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer, Call, Credence } from '../server/credence.js';
import { waitUntilAnswered } from './wait-for.js';

export interface PatientOptions {
  /** Returns the running program. A restart may replace it between two requests. */
  readonly credence: () => Credence;
  /** The client, for the messages of errors. */
  readonly email: string;
  /** Maximum duration of one step in milliseconds, outages included. */
  readonly stepMs: number;
}

/** Posts a body, and returns the answer if it has the expected status. */
export type PatientPost = (
  path: string,
  body: Call['body'],
  options?: {
    readonly token?: string;
    readonly status?: number;
    /** The status of a repetition, if the first request has removed what it needs. */
    readonly repeated?: number;
  },
) => Promise<Answer>;

/** Exceeds the longest time that the service takes for an answer. */
const TIMEOUT_MS = 12_000;

/**
 * Returns a function that sends requests with an `Idempotency-Key`, and retries each until an answer arrives.
 *
 * @throws Error the service refuses a request, or answers with another status than the expected one
 */
export function patientRequests({ credence, email, stepMs }: PatientOptions): PatientPost {
  return async (path, body, { token, status, repeated } = {}) => {
    const headers = { 'idempotency-key': randomUUID() };
    const send = () =>
      orTimeOut(credence().call('POST', path, { body, headers, ...(token !== undefined && { token }) }));
    const answer = await waitUntilAnswered(`${path} answers for ${email}`, send, stepMs);
    const isExpected = status === undefined ? answer.status < 300 : answer.status === status;
    if (!isExpected && answer.status !== repeated)
      throw new Error(`${path} of ${email}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer;
  };
}

/** Rejects after a timeout: `fetch` does not always notice that the other process was killed. */
async function orTimeOut(answer: Promise<Answer>): Promise<Answer> {
  const timeout = sleep(TIMEOUT_MS, undefined, { ref: false }).then(() => {
    throw new TypeError('The request timed out.');
  });
  return await Promise.race([answer, timeout]);
}
