/** Does work once for all who ask for it, by its key, while it is under way. */
export type SingleFlight = (key: string, work: () => Promise<void>) => Promise<void>;

/** Of this process. */
export function singleFlight(): SingleFlight {
  const underWay = new Map<string, Promise<void>>();
  return async (key, work) => {
    const going = underWay.get(key) ?? work().finally(() => underWay.delete(key));
    underWay.set(key, going);
    await going;
  };
}
