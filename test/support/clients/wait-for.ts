import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from '../server/credence.js';

const INTERVAL_MS = 50;

/**
 * Asks until it is so.
 *
 * @param description it is in words, for the error
 * @throws Error it is not so within the time
 */
export async function waitFor<Result>(
  description: string,
  probe: () => Promise<Result | null | undefined | false> | Result | null | undefined | false,
  withinMs = 20_000,
): Promise<Result> {
  for (const deadline = Date.now() + withinMs; ;) {
    const found = await probe();
    if (found !== null && found !== undefined && found !== false) return found;
    if (Date.now() > deadline) throw new Error(`After ${withinMs} ms still not so: ${description}`);
    await sleep(INTERVAL_MS);
  }
}

/**
 * Sends the same request as a patient client does: again while the connection breaks, something is away, or the first
 * sending is still being worked on.
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

/** `fetch` reports a broken connection as a TypeError, which in a test is not of the test's own realm. */
function ignoreLostConnection(error: unknown): null {
  if (typeof error === 'object' && error !== null && 'name' in error && error.name === 'TypeError')
    return null;
  throw error;
}
