import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openCluster, type Cluster } from './cluster.js';
import { replaceFile } from '../durable-file.js';
import { freePort } from './free-port.js';
import { keepServerUp } from './keep-server-up.js';
import { becomesReady, createDatabase, databaseUrl } from './server-connection.js';
import { boundLog, lastLines } from './server-log.js';
import { findServer, isServerOf, launchServer, stopServer, type ServerProcess } from './server-process.js';

/** What {@link startEmbeddedPostgres} needs; the caller holds the lock of the data folder. */
export interface EmbeddedPostgresOptions {
  dataDir: string;
  password: string;
  log: (line: string) => void;
}

/** A running server and its end. */
export interface EmbeddedPostgres {
  /** Of the database `credence`, with the password; stays the same until `stop`. */
  url: string;
  /** Stops the server in order. */
  stop: () => Promise<void>;
}

const ATTEMPTS = 5;
const RETRY_MS = 300;
const READY_MS = 60_000;

/**
 * Runs PostgreSQL on the data folder, initialised at the first start, and keeps it running. A server that a killed
 * program left behind is taken over as it is. Throws, with the end of the server's log, if it cannot be started.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { dataDir, password, log } = options;
  const cluster = await openCluster(dataDir, password);
  const logFile = join(dataDir, 'postgresql.log');
  const portFile = join(dataDir, 'database-port');
  const bringUp = (choosePort: () => Promise<number>) =>
    bringServerUp({ cluster, password, logFile, choosePort });

  const server = await bringUp(async () => freePort(await readPort(portFile)));
  await createDatabase(databaseUrl(server.port, password, 'postgres'));
  await replaceFile(portFile, String(server.port));
  log(`PostgreSQL runs in ${cluster.folder}, port ${server.port}, process ${server.pid}`);

  const upkeep = keepServerUp({
    server,
    isUp: ({ pid }) => isServerOf(cluster, pid),
    relaunch: () => bringUp(() => Promise.resolve(server.port)),
    tidy: () => boundLog(logFile),
    log,
  });
  return {
    url: databaseUrl(server.port, password),
    stop: async () => stopServer(cluster, (await upkeep.end()).pid),
  };
}

interface BringUp {
  cluster: Cluster;
  password: string;
  logFile: string;
  choosePort: () => Promise<number>;
}

/** A few attempts: the last children of a killed server may still hold its memory, or someone may take the port first. */
async function bringServerUp({ cluster, password, logFile, choosePort }: BringUp): Promise<ServerProcess> {
  await boundLog(logFile);
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const server = (await findServer(cluster)) ?? (await launchServer(cluster, await choosePort(), logFile));
    const url = databaseUrl(server.port, password, 'postgres');
    if (await becomesReady(url, () => isServerOf(cluster, server.pid), READY_MS)) return server;
    await stopServer(cluster, server.pid);
    await sleep(RETRY_MS);
  }
  throw new Error(
    `The embedded PostgreSQL does not start. The end of ${logFile}:\n${await lastLines(logFile, 10)}`,
  );
}

async function readPort(file: string): Promise<number | undefined> {
  const port = Number(await readFile(file, 'utf8').catch(() => ''));
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : undefined;
}
