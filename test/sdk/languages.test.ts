import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { goSources } from '../../scripts/sdk/go.mjs';
import { pythonSources } from '../../scripts/sdk/python.mjs';
import { describeWhere } from '../support/requirements/describe-where.js';
import { SERVICE_TOKEN, startCredence } from '../support/server/credence.js';
import type { Credence } from '../support/server/credence.js';
import { whyNoProgram } from '../support/deployments/programs.js';
import { useStores } from '../support/stores/stores.js';
import type { TestStores } from '../support/stores/stores.js';

const SDK = new URL('../../../sdk/', import.meta.url);
const JOURNEY = 'refused: invalid_credentials\nsigned in: grace true\nsigned out: unauthenticated\n';

const COMPILED_JOURNEY = new URL('../../sdk/typescript/journey.js', import.meta.url);
const JOINED = { username: 'grace', is_verified: true };

const run = promisify(execFile);

let stores: TestStores;
let credence: Credence;

beforeAll(async () => {
  stores = await useStores();
  credence = await startCredence(stores.environment);
});

afterAll(async () => {
  await credence.stop();
  await stores.dispose();
});

/** Runs a program in the folder of a client, and returns what it prints. */
async function runIn(folder: string, program: string, ...options: readonly string[]): Promise<string> {
  const environment = { ...process.env, CREDENCE_URL: credence.url, PYTHONDONTWRITEBYTECODE: '1' };
  const { stdout, stderr } = await run(program, options, {
    cwd: fileURLToPath(new URL(folder, SDK)),
    env: environment,
  });
  return stdout + stderr;
}

test('the clients have the types and operations of the OpenAPI document (SDK-3)', async () => {
  const document: unknown = await (await fetch(`${credence.url}/openapi.json`)).json();
  const sources = { 'python/credence/': pythonSources(document), 'go/': goSources(document) };
  for (const [folder, files] of Object.entries(sources))
    for (const [name, source] of Object.entries(files))
      expect(await readFile(new URL(folder + name, SDK), 'utf8')).toBe(source);
});

describeWhere(await whyNoProgram('python3', 'python3'))('the Python client', () => {
  test('its own tests pass', async () => {
    expect(await runIn('python', 'python3', '-m', 'unittest', 'discover', '-s', 'tests')).toMatch(/^OK$/m);
  });
});

describeWhere(await whyNoProgram('go', 'golang-go'))('the Go client', () => {
  test('its own tests pass', async () => {
    expect(await runIn('go', 'go', 'test', './...')).toMatch(/^ok/m);
  });
});

const whyNoJourneys = (await whyNoProgram('python3', 'python3')) ?? (await whyNoProgram('go', 'golang-go'));

describeWhere(whyNoJourneys)('one service with clients in three languages', () => {
  test('in each, a person signs up, confirms the address, signs in and signs out (SDK-1)', async () => {
    expect(await runIn('typescript', process.execPath, fileURLToPath(COMPILED_JOURNEY))).toBe(JOURNEY);
    expect(await runIn('python', 'python3', 'journey.py')).toBe(JOURNEY);
    expect(await runIn('go', 'go', 'run', './journey')).toBe(JOURNEY);
    const { body } = await credence.call('GET', '/v1/users', { token: SERVICE_TOKEN });
    expect(body.items).toMatchObject([JOINED, JOINED, JOINED]);
  });
});
