import type { EventStore } from '../../../../src/eventstore/port.js';
import { withStore } from './service-processes.js';
import type { Service } from './service-processes.js';

/** A process that makes each call to the log only on request. */
export interface Stepwise<Result> {
  /** Makes the next call and waits for the one after. Returns false if there is none. */
  step(): Promise<boolean>;
  readonly outcome: Promise<PromiseSettledResult<Result>>;
}

export function stepwise<Result>(
  world: Service,
  work: (process: Service) => Promise<Result>,
): Stepwise<Result> {
  const { store } = world.log;
  const waiting: (() => void)[] = [];
  let rests = (): void => undefined;
  const untilRest = () => new Promise<void>((resolve) => (rests = resolve));
  let rest = untilRest();

  async function whenTold<Answer>(call: () => Promise<Answer>): Promise<Answer> {
    await new Promise<void>((go) => {
      waiting.push(go);
      rests();
    });
    return await call();
  }

  const slow: EventStore = {
    ...store,
    append: (writes) => whenTold(() => store.append(writes)),
    readStreams: (streams, after) => whenTold(() => store.readStreams(streams, after)),
  };
  const outcome = Promise.allSettled([work(withStore(world, slow))]).then(([settled]) => {
    rests();
    return settled;
  });
  return {
    outcome,
    async step() {
      await rest;
      const go = waiting.shift();
      if (go === undefined) return false;
      if (waiting.length === 0) rest = untilRest();
      go();
      await rest;
      return true;
    },
  };
}

/** Returns every interleaving of the given numbers of steps, as a list of process indexes. */
export function orders(...steps: readonly number[]): number[][] {
  if (steps.every((left) => left === 0)) return [[]];
  return steps.flatMap((left, who) =>
    left === 0 ? [] : orders(...steps.with(who, left - 1)).map((order) => [who, ...order]),
  );
}

/** Runs the processes in this order, and then the remaining steps one process after the other. */
export async function interleave(
  order: readonly number[],
  ...all: readonly Stepwise<unknown>[]
): Promise<void> {
  for (const who of order) await all[who]?.step();
  for (const one of all) while (await one.step());
}
