import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from './credence.js';

const PAUSE_MS = 50;

/**
 * Asks until it is so.
 *
 * @param what it is in words, for the error
 * @throws Error it is not so within the time
 */
export async function eventually<Result>(
  what: string,
  look: () => Promise<Result | null | undefined | false> | Result | null | undefined | false,
  withinMs = 20_000,
): Promise<Result> {
  for (const deadline = Date.now() + withinMs; ;) {
    const found = await look();
    if (found !== null && found !== undefined && found !== false) return found;
    if (Date.now() > deadline) throw new Error(`After ${withinMs} ms still not so: ${what}`);
    await sleep(PAUSE_MS);
  }
}

/**
 * Sends the same request as a patient client does: again while the connection breaks, something is away, or the first
 * sending is still being worked on.
 */
export async function untilAnswered(
  what: string,
  ask: () => Promise<Answer>,
  withinMs: number,
): Promise<Answer> {
  return await eventually(
    what,
    async () => {
      const answer = await ask().catch(lost);
      return answer !== null && !comesLater(answer) && answer;
    },
    withinMs,
  );
}

function comesLater({ status, body }: Answer): boolean {
  return status === 503 || (status === 409 && body.code === 'idempotency_key_in_use');
}

/** `fetch` reports a broken connection as a TypeError, which in a test is not of the test's own realm. */
function lost(error: unknown): null {
  if (typeof error === 'object' && error !== null && 'name' in error && error.name === 'TypeError')
    return null;
  throw error;
}
