/** Makes something when it is first asked for, and again after a time; what could not be made is tried anew. */
export function memoizeWithTtl<Thing>(ms: number, make: () => Promise<Thing>): () => Promise<Thing> {
  let kept: { readonly thing: Promise<Thing>; readonly until: number } | null = null;
  return async () => {
    if (kept === null || kept.until < Date.now()) kept = { thing: make(), until: Date.now() + ms };
    const current = kept;
    try {
      return await current.thing;
    } catch (error) {
      if (kept === current) kept = null;
      throw error;
    }
  };
}
