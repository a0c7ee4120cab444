/** Runs a task once for all callers that use the same key while it runs. */
export type SingleFlight = (key: string, task: () => Promise<void>) => Promise<void>;

/** Creates a single flight for this process. */
export function singleFlight(): SingleFlight {
  const running = new Map<string, Promise<void>>();
  return async (key, task) => {
    const flight = running.get(key) ?? task().finally(() => running.delete(key));
    running.set(key, flight);
    await flight;
  };
}
