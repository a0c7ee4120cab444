import type { ServerProcess } from './server-process.js';

interface Upkeep {
  server: ServerProcess;
  isUp: (server: ServerProcess) => Promise<boolean>;
  /** Brings a server up again on the same port. */
  relaunch: () => Promise<ServerProcess>;
  /** Called about once a minute. */
  tidy: () => Promise<void>;
  log: (line: string) => void;
}

const LOOK_MS = 500;
const LOOKS_PER_TIDY = 120;

/**
 * Looks after a server twice a second and brings it up again if its process is gone (out of memory, a careless kill).
 * `end` returns the server that runs last. Does not keep the program alive.
 */
export function keepServerUp({ server, isUp, relaunch, tidy, log }: Upkeep): {
  end: () => Promise<ServerProcess>;
} {
  let current = server;
  let looks = 0;
  let ended = false;
  let looking: Promise<void> = Promise.resolve();
  let timer = setTimeout(next, LOOK_MS).unref();

  function next(): void {
    looking = look().finally(() => {
      if (!ended) timer = setTimeout(next, LOOK_MS).unref();
    });
  }

  async function look(): Promise<void> {
    try {
      if (!(await isUp(current))) {
        log('PostgreSQL is gone: starting it again');
        current = await relaunch();
        log(`PostgreSQL runs again, process ${current.pid}`);
      }
      looks += 1;
      if (looks % LOOKS_PER_TIDY === 0) await tidy();
    } catch (error) {
      log(`PostgreSQL's upkeep failed: ${String(error)}`);
    }
  }

  return {
    end: async () => {
      ended = true;
      clearTimeout(timer);
      await looking;
      return current;
    },
  };
}
