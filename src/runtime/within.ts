/**
 * The outcome of a promise, if there is one in time. What it stands for may go on.
 *
 * @throws Error with these words, it took longer than `limitMs` milliseconds
 */
export async function within<T>(limitMs: number, late: string, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(late)), limitMs);
  });
  return await Promise.race([promise, limit]).finally(() => clearTimeout(timer));
}
