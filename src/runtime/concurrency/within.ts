/**
 * Resolves to the value of a promise if it settles within `limitMs` milliseconds. A late operation is not cancelled.
 *
 * @param timeoutMessage the message of the error after the limit
 * @throws Error the limit has passed
 */
export async function within<T>(limitMs: number, timeoutMessage: string, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(timeoutMessage)), limitMs);
  });
  return await Promise.race([promise, limit]).finally(() => clearTimeout(timer));
}
