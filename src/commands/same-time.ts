import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Lets work take the same time whether or not there was something to do, so that it does not tell whether an address is
 * known (LOG-2, RST-1).
 *
 * @param floorMs longer than the work of either case takes on a machine that is not overloaded
 */
export async function inSameTime<Result>(floorMs: number, work: () => Promise<Result>): Promise<Result> {
  const [result] = await Promise.all([work(), sleep(floorMs)]);
  return result;
}
