/** Creates a value on first use, returns it for `ttlMs` milliseconds, then creates it again. Failures are not cached. */
export function memoizeWithTtl<Value>(ttlMs: number, create: () => Promise<Value>): () => Promise<Value> {
  let cached: { readonly value: Promise<Value>; readonly expires: number } | null = null;
  return async () => {
    if (cached === null || cached.expires < performance.now())
      cached = { value: create(), expires: performance.now() + ttlMs };
    const current = cached;
    try {
      return await current.value;
    } catch (error) {
      if (cached === current) cached = null;
      throw error;
    }
  };
}
