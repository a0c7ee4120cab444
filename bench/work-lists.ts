/** The number of workers, unless a measurement says otherwise. */
const WORKERS = 32;

/** Does the work for each item, a number of them at a time. Returns the rate per second. */
export async function rateOf<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<unknown>,
  workers = WORKERS,
): Promise<number> {
  const rest = [...items];
  const worker = async () => {
    for (let item = rest.shift(); item !== undefined; item = rest.shift()) await work(item);
  };
  const ms = await millisecondsOf(() => Promise.all(Array.from({ length: workers }, worker)));
  return (items.length * 1000) / ms;
}

/** Makes a number of items, several at a time. */
export async function several<Item>(
  count: number,
  make: (n: number) => Promise<Item>,
  workers = WORKERS,
): Promise<Item[]> {
  const items: Item[] = [];
  const numbers = Array.from({ length: count }, (_, n) => n);
  await rateOf(numbers, async (n) => items.push(await make(n)), workers);
  return items;
}

export async function millisecondsOf(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
