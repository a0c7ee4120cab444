import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** @typedef {import('./breaking-changes.mjs').Document} Document */

const CLI = fileURLToPath(new URL('../dist/src/cli.js', import.meta.url));

/** The address in a stored document, which must not depend on the machine. */
const STORED_URL = 'http://localhost:3000';

/**
 * Returns the OpenAPI document of this version, from a service that it starts on an empty folder.
 *
 * @returns {Promise<Document>}
 */
export async function servedDocument() {
  return await withService({ PUBLIC_URL: STORED_URL }, (_url, document) => Promise.resolve(document));
}

/**
 * Starts a service on an empty folder, and stops it after its use.
 *
 * @template Result
 * @param {Record<string, string>} settings
 * @param {(url: string, document: Document) => Promise<Result>} use
 * @returns {Promise<Result>}
 */
export async function withService(settings, use) {
  const folder = mkdtempSync(join(tmpdir(), 'credence-contract-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const service = spawn(process.execPath, [CLI, 'serve'], {
    env: {
      ...process.env,
      DATA_DIR: folder,
      PORT: String(port),
      HOST: '127.0.0.1',
      PUBLIC_URL: url,
      LOG_LEVEL: 'error',
      ...settings,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const exited = once(service, 'exit');
  try {
    return await use(url, await readDocument(service, url));
  } finally {
    service.kill('SIGINT');
    await exited;
    rmSync(folder, { recursive: true });
  }
}

/**
 * @param {import('node:child_process').ChildProcess} service
 * @param {string} url
 * @returns {Promise<Document>}
 */
async function readDocument(service, url) {
  while (service.exitCode === null) {
    const response = await fetch(`${url}/openapi.json`).catch(() => null);
    if (response?.ok === true) return /** @type {Document} */ (await response.json());
    await sleep(200);
  }
  throw new Error('The service did not start.');
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('There is no free port.');
  return address.port;
}
