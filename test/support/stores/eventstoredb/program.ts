import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openEventStoreDb } from '../../../../src/eventstore/eventstoredb/event-store.js';
import { waitFor } from '../../clients/wait-for.js';
import { freePort } from '../../server/free-port.js';
import { silentLogger } from '../../server/silent-logger.js';
import type { RealEventStoreDb } from './real.js';

/** A cold server elects its leader first. */
const READY_MS = 60_000;

/**
 * Starts a server of its own with an empty log, so that test files do not share one.
 *
 * @param program path of EventStoreDB 23.10 or newer
 * @param folder the place of the log and of the server's own logs; null: in memory
 */
export async function startEventStoreDbProgram(
  program: string,
  folder: string | null = null,
): Promise<RealEventStoreDb> {
  const [port, replicationPort] = [await freePort(), await freePort()];
  const child = spawn(
    program,
    [
      '--insecure',
      ...(folder === null ? ['--mem-db'] : [`--db=${folder}/db`, `--log=${folder}/log`]),
      '--run-projections=None',
      '--node-ip=127.0.0.1',
      `--node-port=${String(port)}`,
      '--replication-ip=127.0.0.1',
      `--replication-port=${String(replicationPort)}`,
    ],
    { stdio: 'ignore' },
  );
  const exited = once(child, 'exit');
  const url = `esdb://127.0.0.1:${String(port)}?tls=false`;
  const stop = async () => {
    child.kill('SIGKILL');
    await exited;
  };
  const store = openEventStoreDb({ url, logger: silentLogger });
  try {
    await waitFor(
      'EventStoreDB answers',
      () => {
        if (child.exitCode !== null)
          throw new Error(`EVENTSTOREDB_PROGRAM ended with ${String(child.exitCode)}.`);
        return store.head().then(
          () => true,
          () => false,
        );
      },
      READY_MS,
    );
  } catch (error) {
    await stop();
    throw error;
  } finally {
    await store.stop();
  }
  return { name: 'the program of EVENTSTOREDB_PROGRAM', url, stop };
}
