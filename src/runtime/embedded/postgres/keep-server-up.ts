import type { ServerProcess } from './server-process.js';

interface Options {
  server: ServerProcess;
  isUp: (server: ServerProcess) => Promise<boolean>;
  /** Starts a server on the same port. */
  relaunch: () => Promise<ServerProcess>;
  /** Runs about once a minute. */
  maintain: () => Promise<void>;
  log: (line: string) => void;
}

const CHECK_MS = 500;
const CHECKS_PER_MAINTENANCE = 120;

/**
 * Checks twice a second whether the server process is alive, and starts it again if it is not (out of memory, a kill).
 * `end` stops the checks and returns the current server. The timer does not keep the process alive.
 */
export function keepServerUp({ server, isUp, relaunch, maintain, log }: Options): {
  end: () => Promise<ServerProcess>;
} {
  let current = server;
  let checks = 0;
  let ended = false;
  let checking: Promise<void> = Promise.resolve();
  let timer = setTimeout(next, CHECK_MS).unref();

  function next(): void {
    checking = check().finally(() => {
      if (!ended) timer = setTimeout(next, CHECK_MS).unref();
    });
  }

  async function check(): Promise<void> {
    try {
      if (!(await isUp(current))) {
        log('PostgreSQL process ended; restarting it');
        current = await relaunch();
        log(`PostgreSQL restarted, process ${current.pid}`);
      }
      checks += 1;
      if (checks % CHECKS_PER_MAINTENANCE === 0) await maintain();
    } catch (error) {
      log(`PostgreSQL check failed: ${String(error)}`);
    }
  }

  return {
    end: async () => {
      ended = true;
      clearTimeout(timer);
      await checking;
      return current;
    },
  };
}
