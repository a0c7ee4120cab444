import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { printEvents } from '../../src/compose/events/print-events.js';
import type { PrintOptions } from '../../src/compose/events/print-events.js';
import { readConfig } from '../../src/config/config.js';
import { signUp } from '../support/clients/accounts.js';
import { waitFor } from '../support/clients/wait-for.js';
import { SERVICE_TOKEN, startCredence } from '../support/server/credence.js';
import type { Credence } from '../support/server/credence.js';
import { useStores } from '../support/stores/stores.js';
import type { TestStores } from '../support/stores/stores.js';

const CONSUMER = fileURLToPath(new URL('../../../examples/feed-consumer/consumer.mjs', import.meta.url));
const KILLS = 4;

interface Event {
  readonly id: string;
  readonly position: string;
  readonly type: string;
}

let stores: TestStores;
let credence: Credence;
let folder: string;

beforeAll(async () => {
  stores = await useStores();
  credence = await startCredence(stores.environment);
  folder = await mkdtemp(join(tmpdir(), 'credence-consumer-'));
});

afterAll(async () => {
  await credence.stop();
  await stores.dispose();
  await rm(folder, { recursive: true });
});

function startConsumer(): ChildProcess {
  return spawn(process.execPath, [CONSUMER], {
    env: { CREDENCE_URL: credence.url, CREDENCE_API_KEY: SERVICE_TOKEN, FOLDER: folder },
    stdio: 'ignore',
  });
}

async function kill(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

async function consumed(): Promise<Event[]> {
  const text = await readFile(join(folder, 'events.jsonl'), 'utf8').catch(() => '');
  return linesOf(text);
}

function linesOf(text: string): Event[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Event);
}

async function published(): Promise<Event[]> {
  const { body } = await credence.call('GET', '/v1/events?limit=1000', { token: SERVICE_TOKEN });
  return body.items as unknown as Event[];
}

test('a consumer that is killed again and again gets every public event, and repeats only with equal ids (FED-1)', async () => {
  for (let round = 0; round < KILLS; round += 1) {
    const before = (await consumed()).length;
    const consumer = startConsumer();
    const registered = Promise.all([signUp(credence), signUp(credence)]);
    await waitFor('the consumer gets an event', async () => (await consumed()).length > before);
    await kill(consumer);
    await registered;
  }
  const last = startConsumer();
  const ids = async () => new Set((await consumed()).map(({ id }) => id));
  const complete = await waitFor('the consumer gets the rest', async () => {
    const all = await published();
    return (await ids()).size === all.length && all;
  });
  await kill(last);
  expect([...(await ids())]).toEqual(complete.map(({ id }) => id));
  const positions = new Map((await consumed()).map(({ id, position }) => [id, position]));
  expect([...positions.values()]).toEqual(complete.map(({ position }) => position));
});

describe('credence events', () => {
  async function print(options: Omit<PrintOptions, 'format'>, format = 'cloudevents') {
    const lines: string[] = [];
    await printEvents(
      readConfig(stores.environment),
      { ...options, format },
      (line) => lines.push(line),
      null,
    );
    return lines.join('');
  }

  test('replay prints the events of the feed, and the chosen part of them', async () => {
    const all = await published();
    expect(linesOf(await print({})).map(({ id }) => id)).toEqual(all.map(({ id }) => id));
    const [from = '', to = ''] = [all.at(2)?.position, all.at(9)?.position];
    const rows = (await print({ from, to }, 'table')).trimEnd().split('\n');
    expect(rows.map((row) => row.split('  ')[1])).toEqual(all.slice(3, 10).map(({ position }) => position));
    await expect(print({ from: 'yesterday' })).rejects.toThrow('yesterday is neither a position');
    await expect(print({ type: 'UserRegistred' })).rejects.toThrow('--type');
  });

  test('tail prints the events that are recorded from now on, until it is stopped', async () => {
    const stopping = new AbortController();
    const lines: string[] = [];
    const options = { type: 'UserRegistered', format: 'cloudevents' };
    const write = (line: string) => lines.push(line);
    const ended = printEvents(readConfig(stores.environment), options, write, stopping.signal);
    await waitFor('an event is printed', async () => {
      await signUp(credence);
      return lines.length > 0;
    });
    stopping.abort();
    await ended;
    const types = linesOf(lines.join('')).map(({ type }) => type);
    expect(new Set(types)).toEqual(new Set(['com.credence.UserRegistered.v1']));
  });
});
