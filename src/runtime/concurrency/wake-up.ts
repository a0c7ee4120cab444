/** A wait that others can end. A call while nobody waits ends the next wait at once. */
export interface WakeUp {
  readonly wake: () => void;
  readonly wait: (maxMs: number) => Promise<void>;
}

export function wakeUp(): WakeUp {
  let isWoken = false;
  let resume = (): void => undefined;
  return {
    wake() {
      isWoken = true;
      resume();
    },
    async wait(maxMs) {
      if (!isWoken)
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, maxMs);
          resume = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      isWoken = false;
    },
  };
}
