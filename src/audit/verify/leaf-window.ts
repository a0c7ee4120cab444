/** The next items of a sequence, which tells whether a hash is among them. */
export interface LeafWindow<Item> {
  /** Returns the first item, or undefined at the end of the sequence. */
  first(): Promise<Item | undefined>;
  /** Tells whether the first items have a hash. */
  has(hash: string): boolean;
  /** Removes the first item. */
  shift(): void;
}

/** The fewest items that are looked ahead: the longest run of removed or inserted events that is recognised. */
const AHEAD = 65_536;

/** Opens a window on pages, which are read as the window moves. */
export function openWindow<Item>(
  pages: AsyncIterable<readonly Item[]>,
  hashOf: (item: Item) => string,
): LeafWindow<Item> {
  const iterator = pages[Symbol.asyncIterator]();
  const hashes = new Set<string>();
  let items: Item[] = [];
  let start = 0;
  let isOver = false;

  async function fill(): Promise<void> {
    items = items.slice(start);
    start = 0;
    while (!isOver && items.length < 2 * AHEAD) {
      const page = await iterator.next();
      if (page.done === true) isOver = true;
      else
        for (const item of page.value) {
          items.push(item);
          hashes.add(hashOf(item));
        }
    }
  }

  return {
    async first() {
      if (!isOver && items.length - start < AHEAD) await fill();
      return items[start];
    },
    has: (hash) => hashes.has(hash),
    shift() {
      const item = items[start];
      if (item !== undefined) hashes.delete(hashOf(item));
      start += 1;
    },
  };
}
