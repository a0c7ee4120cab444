import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../src/runtime/embedded/postgres/free-port.js';
import type { Program } from './program.js';

/** A program that a measurement kills, and that then starts again at the same URL. */
export interface Killable {
  readonly url: string;
  /** Kills it with SIGKILL, and starts it again. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const RETRY_MS = 200;
const MAX_TRIES = 100;

/** @param start starts the program on a port, with `PORT` in its environment */
export async function startKillable(
  start: (settings: { readonly PORT: string }) => Promise<Program>,
): Promise<Killable> {
  const settings = { PORT: String(await freePort()) };
  let program = await start(settings);
  return {
    url: program.url,
    async restart() {
      await program.kill();
      // The database may be recovering from its own kill.
      program = await retried(() => start(settings));
    },
    stop: () => program.stop(),
  };
}

/** Repeats work that an outage interrupts. */
export async function retried<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (tries >= MAX_TRIES) throw error;
      await sleep(RETRY_MS);
    }
  }
}
