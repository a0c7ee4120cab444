import { unavailable } from '../problems/problem.js';

/** The longest that a client waits for an answer. */
const ANSWER_MS = 10_000;

/**
 * Bounds the wait for an answer by 10 s. What is under way then goes on, and its outcome is unknown to the client,
 * who may send the same request again.
 *
 * @throws Problem unavailable
 */
export async function withinDeadline<Result>(work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(unavailable());
    }, ANSWER_MS);
  });
  return await Promise.race([work, late]).finally(() => {
    clearTimeout(timer);
  });
}
