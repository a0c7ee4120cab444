import { unavailable } from '../problems/problem.js';

const TIMEOUT_MS = 10_000;

/**
 * Limits the time until an answer, to 10 s by default. The work continues after that, so its outcome is unknown to the client, which
 * may send the same request again.
 *
 * @throws Problem unavailable
 */
export async function withAnswerTimeout<Result>(
  work: Promise<Result>,
  timeoutMs = TIMEOUT_MS,
): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(unavailable());
    }, timeoutMs);
  });
  return await Promise.race([work, timeout]).finally(() => {
    clearTimeout(timer);
  });
}
