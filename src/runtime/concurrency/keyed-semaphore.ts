/** Limits how many tasks with the same key run concurrently; the rest queue. A task learns whether it has waited. */
export type KeyedSemaphore = <Result>(
  key: string,
  task: (hasWaited: boolean) => Promise<Result>,
) => Promise<Result>;

interface Slots {
  used: number;
  readonly waiting: (() => void)[];
}

/** @param limit concurrent tasks of one key in this process */
export function keyedSemaphore(limit: number): KeyedSemaphore {
  const slotsByKey = new Map<string, Slots>();

  async function acquire(key: string): Promise<{ slots: Slots; hasWaited: boolean }> {
    const slots = slotsByKey.get(key) ?? { used: 0, waiting: [] };
    slotsByKey.set(key, slots);
    const hasWaited = slots.used === limit;
    if (hasWaited) await new Promise<void>((resolve) => slots.waiting.push(resolve));
    else slots.used += 1;
    return { slots, hasWaited };
  }

  /** Hands the slot to the next task in the queue, so that no newer task overtakes it. */
  function release(key: string, slots: Slots): void {
    const next = slots.waiting.shift();
    if (next !== undefined) next();
    else if ((slots.used -= 1) === 0) slotsByKey.delete(key);
  }

  return async (key, task) => {
    const { slots, hasWaited } = await acquire(key);
    try {
      return await task(hasWaited);
    } finally {
      release(key, slots);
    }
  };
}
