import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openCluster, type Cluster } from './cluster.js';
import { replaceFile } from '../durable-file.js';
import { freePort } from './free-port.js';
import { keepServerUp } from './keep-server-up.js';
import { waitUntilReady, createDatabase, databaseUrl } from './server-connection.js';
import { rotateLog, lastLines } from './server-log.js';
import { findServer, isServerOf, launchServer, stopServer, type ServerProcess } from './server-process.js';

/** Options of {@link startEmbeddedPostgres}. The caller holds the lock of the data folder. */
export interface EmbeddedPostgresOptions {
  dataDir: string;
  password: string;
  log: (line: string) => void;
}

/** A running server. */
export interface EmbeddedPostgres {
  /** URL of the database `credence`, with the password; stays the same until `stop`. */
  url: string;
  /** Shuts the server down cleanly. */
  stop: () => Promise<void>;
}

const ATTEMPTS = 5;
const RETRY_MS = 300;
const READY_MS = 60_000;

/**
 * Runs PostgreSQL on the data folder, which the first start initialises, and keeps it running. A server that a killed
 * process left running is taken over.
 *
 * @throws Error the server does not start; the message ends with the last lines of its log
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { dataDir, password, log } = options;
  const cluster = await openCluster(dataDir, password);
  const logFile = join(dataDir, 'postgresql.log');
  const portFile = join(dataDir, 'database-port');
  const start = (choosePort: () => Promise<number>) =>
    startServer({ cluster, password, logFile, choosePort });

  const server = await start(async () => freePort(await readPort(portFile)));
  await createDatabase(databaseUrl(server.port, password, 'postgres'));
  await replaceFile(portFile, String(server.port));
  log(`PostgreSQL started in ${cluster.folder}, port ${server.port}, process ${server.pid}`);

  const watch = keepServerUp({
    server,
    isUp: ({ pid }) => isServerOf(cluster, pid),
    relaunch: () => start(() => Promise.resolve(server.port)),
    maintain: () => rotateLog(logFile),
    log,
  });
  return {
    url: databaseUrl(server.port, password),
    stop: async () => stopServer(cluster, (await watch.end()).pid),
  };
}

interface StartOptions {
  cluster: Cluster;
  password: string;
  logFile: string;
  choosePort: () => Promise<number>;
}

/** Starts the server in several attempts: children of a killed server may hold its memory, or a port may be taken. */
async function startServer({ cluster, password, logFile, choosePort }: StartOptions): Promise<ServerProcess> {
  await rotateLog(logFile);
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const server = (await findServer(cluster)) ?? (await launchServer(cluster, await choosePort(), logFile));
    const url = databaseUrl(server.port, password, 'postgres');
    if (await waitUntilReady(url, () => isServerOf(cluster, server.pid), READY_MS)) return server;
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
