// Generates the types of the TypeScript client from the OpenAPI document of a running service, by default of one that it
// starts on an empty folder.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { sdkTypes } from './sdk-types.mjs';

const TYPES = new URL('../sdk/typescript/src/schema.ts', import.meta.url);
const CLI = fileURLToPath(new URL('../dist/src/cli.js', import.meta.url));
const PORT = '18473';

const folder = mkdtempSync(join(tmpdir(), 'credence-sdk-'));
const service = spawn(process.execPath, [CLI, 'serve'], {
  env: { ...process.env, DATA_DIR: folder, PORT, HOST: '127.0.0.1', LOG_LEVEL: 'error' },
  stdio: ['ignore', 'ignore', 'inherit'],
});
const exited = once(service, 'exit');
try {
  writeFileSync(TYPES, await sdkTypes(await readDocument()));
} finally {
  service.kill('SIGINT');
  await exited;
  rmSync(folder, { recursive: true });
}

async function readDocument() {
  while (service.exitCode === null) {
    const response = await fetch(`http://127.0.0.1:${PORT}/openapi.json`).catch(() => null);
    if (response?.ok === true) return await response.json();
    await sleep(200);
  }
  throw new Error('The service did not start.');
}
