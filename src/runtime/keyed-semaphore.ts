/** Limits how many tasks with the same key run concurrently; the rest queue. */
export type KeyedSemaphore = <Result>(key: string, task: () => Promise<Result>) => Promise<Result>;

interface Slots {
  used: number;
  readonly waiting: (() => void)[];
}

/** @param limit concurrent tasks of one key in this process */
export function keyedSemaphore(limit: number): KeyedSemaphore {
  const slotsByKey = new Map<string, Slots>();

  async function acquire(key: string): Promise<Slots> {
    const slots = slotsByKey.get(key) ?? { used: 0, waiting: [] };
    slotsByKey.set(key, slots);
    if (slots.used === limit) await new Promise<void>((resolve) => slots.waiting.push(resolve));
    else slots.used += 1;
    return slots;
  }

  /** Hands the slot to the next task in the queue, so that no newer task overtakes it. */
  function release(key: string, slots: Slots): void {
    const next = slots.waiting.shift();
    if (next !== undefined) next();
    else if ((slots.used -= 1) === 0) slotsByKey.delete(key);
  }

  return async (key, task) => {
    const slots = await acquire(key);
    try {
      return await task();
    } finally {
      release(key, slots);
    }
  };
}
