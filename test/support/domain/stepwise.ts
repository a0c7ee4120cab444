import type { EventStore } from '../../../src/eventstore/port.js';
import { withStore } from './service-processes.js';
import type { Service } from './service-processes.js';

/** A process that makes each call to the log only when it is told to. */
export interface Stepwise<Result> {
  /** Makes its next call, and goes on to the one after; false where there is none. */
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
    readStreams: (streams) => whenTold(() => store.readStreams(streams)),
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

/** Every order of so many steps of each, as whose step is next. */
export function orders(...steps: readonly number[]): number[][] {
  if (steps.every((left) => left === 0)) return [[]];
  return steps.flatMap((left, who) =>
    left === 0 ? [] : orders(...steps.with(who, left - 1)).map((order) => [who, ...order]),
  );
}

/** Lets them step in this order, and then, where a step had to be taken again, one after the other. */
export async function interleave(
  order: readonly number[],
  ...all: readonly Stepwise<unknown>[]
): Promise<void> {
  for (const who of order) await all[who]?.step();
  for (const one of all) while (await one.step());
}
