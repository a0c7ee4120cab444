import type { Transport } from './transport.js';

const ATTEMPTS = 4;
const FIRST_DELAY_MS = 200;
/** A client waits no longer than this for one retry; a later time is for its caller to decide. */
const LONGEST_DELAY_MS = 5_000;
const RETRIED = new Set([502, 503, 504]);

/**
 * Retries requests without an answer, and those that an unavailable service refused. Writes carry an `Idempotency-Key`, so
 * the service repeats its first answer instead of the change. Delays double, and obey `Retry-After`.
 *
 * @throws TypeError no attempt got an answer
 */
export function withRetries(transport: Transport): Transport {
  return async (request) => {
    if (request.method !== 'GET' && !request.headers.has('Idempotency-Key'))
      request.headers.set('Idempotency-Key', crypto.randomUUID());
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await transport(request.clone()).catch((error: unknown) => new NoAnswer(error));
      const delay = delayBefore(outcome, attempt);
      if (delay === null || request.signal.aborted) {
        if (outcome instanceof NoAnswer) throw outcome.reason;
        return outcome;
      }
      await new Promise((resolve) => setTimeout(resolve, delay));
    }
  };
}

class NoAnswer {
  constructor(readonly reason: unknown) {}
}

/** Returns the milliseconds until the next attempt, or null if there is none. */
function delayBefore(outcome: Response | NoAnswer, attempt: number): number | null {
  if (attempt === ATTEMPTS) return null;
  const doubled = FIRST_DELAY_MS * 2 ** (attempt - 1);
  if (outcome instanceof NoAnswer) return doubled;
  const retryAfter = Number(outcome.headers.get('Retry-After') ?? 0) * 1000;
  // 409 has Retry-After only while the first request with the same key is still running.
  const isRetried = RETRIED.has(outcome.status) || (outcome.status === 409 && retryAfter > 0);
  return isRetried && retryAfter <= LONGEST_DELAY_MS ? Math.max(retryAfter, doubled) : null;
}
