import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from '../server/credence.js';

const INTERVAL_MS = 50;

/**
 * Calls a probe until it returns a value other than null, undefined and false, and returns that value.
 *
 * @param description the awaited condition, for the error message
 * @throws Error the time is over
 */
export async function waitFor<Result>(
  description: string,
  probe: () => Promise<Result | null | undefined | false> | Result | null | undefined | false,
  withinMs = 60_000,
): Promise<Result> {
  for (const deadline = Date.now() + withinMs; ;) {
    const result = await probe();
    if (result !== null && result !== undefined && result !== false) return result;
    if (Date.now() > deadline) throw new Error(`Timed out after ${withinMs} ms: ${description}`);
    await sleep(INTERVAL_MS);
  }
}

/**
 * Retries a request while the connection breaks, a dependency is unavailable, or an earlier attempt is in progress.
 *
 * @throws Error the time is over
 */
export async function waitUntilAnswered(
  description: string,
  send: () => Promise<Answer>,
  withinMs: number,
): Promise<Answer> {
  return await waitFor(
    description,
    async () => {
      const answer = await send().catch(ignoreLostConnection);
      return answer !== null && !isRetryable(answer) && answer;
    },
    withinMs,
  );
}

function isRetryable({ status, body }: Answer): boolean {
  return status === 503 || (status === 409 && body.code === 'idempotency_key_in_use');
}

/** Returns null for the TypeError of a broken connection. The error is of another realm, so `instanceof` fails. */
function ignoreLostConnection(error: unknown): null {
  if (typeof error === 'object' && error !== null && 'name' in error && error.name === 'TypeError')
    return null;
  throw error;
}
