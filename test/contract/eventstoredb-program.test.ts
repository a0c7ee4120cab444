import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openEventStoreDb } from '../../src/eventstore/eventstoredb/event-store.js';
import { LogUnavailable, START } from '../../src/eventstore/port.js';
import { startEventStoreDbProgram } from '../support/stores/eventstoredb/program.js';
import { anEvent, append, aStream } from './log-acts.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'credence-program-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function programOf(script: string): Promise<string> {
  const path = join(folder, 'eventstored');
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  return path;
}

test('each start of EVENTSTOREDB_PROGRAM is a server of its own with an empty log', async () => {
  const server = fileURLToPath(new URL('../support/stores/eventstoredb/server-program.js', import.meta.url));
  const program = await programOf(`exec '${process.execPath}' '${server}' "$@"`);
  const servers = await Promise.all([startEventStoreDbProgram(program), startEventStoreDbProgram(program)]);
  const [one, other] = servers.map(({ url }) => openEventStoreDb({ url }));
  if (one === undefined || other === undefined) throw new Error('A server is missing.');
  await append(one, aStream(), 'no_stream', anEvent());
  expect(await one.head()).not.toBe(START);
  expect(await other.head()).toBe(START);
  await Promise.all(servers.map((running) => running.stop()));
  await expect(other.head()).rejects.toBeInstanceOf(LogUnavailable);
  await Promise.all([one.stop(), other.stop()]);
});

test('an EVENTSTOREDB_PROGRAM that ends at once fails the file with its exit code', async () => {
  await expect(startEventStoreDbProgram(await programOf('exit 3'))).rejects.toThrow('ended with 3');
});
