/** Lets only a few of the works of one key go on at once; the others wait for their turn. */
export type KeyedSemaphore = <Result>(key: string, work: () => Promise<Result>) => Promise<Result>;

interface Line {
  working: number;
  readonly waiting: (() => void)[];
}

/** @param atOnce of one key, in this process */
export function keyedSemaphore(atOnce: number): KeyedSemaphore {
  const lines = new Map<string, Line>();

  async function begin(key: string): Promise<Line> {
    const line = lines.get(key) ?? { working: 0, waiting: [] };
    lines.set(key, line);
    if (line.working === atOnce) await new Promise<void>((resolve) => line.waiting.push(resolve));
    else line.working += 1;
    return line;
  }

  /** Whose turn is next takes over the place, so that nobody comes between. */
  function end(key: string, line: Line): void {
    const next = line.waiting.shift();
    if (next !== undefined) next();
    else if ((line.working -= 1) === 0) lines.delete(key);
  }

  return async (key, work) => {
    const line = await begin(key);
    try {
      return await work();
    } finally {
      end(key, line);
    }
  };
}
