import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newEmail } from '../support/clients/accounts.js';
import { pullFollower, streamFollower } from '../support/clients/feed-followers.js';
import type { FollowedEvent, Follower } from '../support/clients/feed-followers.js';
import { waitFor, waitUntilAnswered } from '../support/clients/wait-for.js';
import { SERVICE_TOKEN, startCredence, startRole } from '../support/server/credence.js';
import type { Credence, RunningProgram } from '../support/server/credence.js';
import { freePort } from '../support/server/free-port.js';
import { useStores } from '../support/stores/stores.js';
import type { TestStores } from '../support/stores/stores.js';

const RECEIVER = fileURLToPath(new URL('../../../examples/webhook-receiver/receiver.mjs', import.meta.url));
const LIFE_MS = 800;
const CLIENTS = 3;
const REGISTRATION_MS = 30_000;

let stores: TestStores;
let folder: string;
let credence: Credence;
let worker: RunningProgram;
let receiver: ChildProcess;
let receiverPort: number;
let followers: Follower[] = [];

beforeAll(async () => {
  stores = await useStores();
  folder = await mkdtemp(join(tmpdir(), 'credence-webhooks-'));
  receiverPort = await freePort();
  credence = await start(await freePort());
  worker = startRole('worker', { ...environment(), PUBLIC_URL: credence.url, DATA_DIR: folder });
});

afterAll(async () => {
  receiver.kill('SIGKILL');
  await Promise.all(followers.map((follower) => follower.stop()));
  await Promise.all([credence.stop(), worker.stop()]);
  await stores.dispose();
  await rm(folder, { recursive: true, force: true });
});

const environment = () => ({
  ...stores.environment,
  INTERNAL_SERVICE_TOKEN: SERVICE_TOKEN,
  WEBHOOK_ALLOW_PRIVATE: 'true',
});

async function start(port: number): Promise<Credence> {
  return await startCredence(environment(), { port, dataDir: folder });
}

function startReceiver(secret: string): ChildProcess {
  return spawn(process.execPath, [RECEIVER], {
    env: {
      PATH: process.env['PATH'] ?? '',
      WEBHOOK_SECRET: secret,
      PORT: String(receiverPort),
      EVENTS_FILE: join(folder, 'events.jsonl'),
    },
    stdio: 'ignore',
  });
}

async function killReceiver(): Promise<void> {
  const exited = once(receiver, 'exit');
  receiver.kill('SIGKILL');
  await exited;
}

/** Registers accounts until it is stopped, and returns their number. */
async function register(stopped: AbortSignal): Promise<number> {
  let registered = 0;
  for (; !stopped.aborted; registered += 1) {
    const body = { email: newEmail(), username: 'ada', password: 'correct horse battery staple' };
    const headers = { 'idempotency-key': randomUUID() };
    const send = () => credence.call('POST', '/auth/signup', { body, headers });
    await waitUntilAnswered('the account is registered', send, REGISTRATION_MS);
  }
  return registered;
}

/** The events in the file of the example, in the order of their arrival. */
async function receivedEvents(): Promise<FollowedEvent[]> {
  const text = await readFile(join(folder, 'events.jsonl'), 'utf8').catch(() => '');
  const lines = text.split('\n').filter((line) => line.endsWith('}'));
  return lines.map((line) => JSON.parse(line) as FollowedEvent);
}

/** The events of the feed after a position, without those of the webhook itself. */
async function feedAfter(start: string): Promise<FollowedEvent[]> {
  const events: FollowedEvent[] = [];
  for (let after = start; ;) {
    const answer = await credence.call('GET', `/v1/events?limit=1000&after=${after}`, {
      token: SERVICE_TOKEN,
    });
    const page = answer.body as unknown as { items: FollowedEvent[]; next: string; caught_up: boolean };
    events.push(...page.items.filter(({ type }) => !type.includes('Webhook')));
    if (page.caught_up) return events;
    after = page.next;
  }
}

const ofOthers = (events: readonly FollowedEvent[]) => events.filter(({ type }) => !type.includes('Webhook'));
const idsOf = (events: readonly FollowedEvent[]) => events.map(({ id }) => id).sort();

test('each consumer gets exactly the public events, in order, though receivers and workers are killed (FED-1)', async () => {
  const created = await credence.call('POST', '/v1/webhooks', {
    token: SERVICE_TOKEN,
    body: { url: `http://127.0.0.1:${String(receiverPort)}/` },
  });
  const { secret } = created.body as unknown as { secret: string };
  const position = created.headers.get('event-position') ?? '';
  const source = { url: () => credence.url, token: SERVICE_TOKEN, after: position };
  followers = [pullFollower(source), pullFollower(source), streamFollower(source), streamFollower(source)];
  receiver = startReceiver(secret);
  const stopping = new AbortController();
  const clients = Promise.all(Array.from({ length: CLIENTS }, () => register(stopping.signal)));

  await sleep(LIFE_MS);
  await killReceiver();
  receiver = startReceiver(secret);
  await sleep(LIFE_MS);
  await credence.kill();
  credence = await start(Number(new URL(credence.url).port));
  await sleep(LIFE_MS);
  await worker.kill();
  stopping.abort();
  expect(Math.min(...(await clients))).toBeGreaterThan(0);

  const consumers = await waitFor('every event', async () => {
    const published = await feedAfter(position);
    const all = [await receivedEvents(), ...followers.map(({ events }) => ofOthers(events))];
    return all.every(({ length }) => length === published.length) && { published, all };
  });
  for (const events of consumers.all) {
    expect(idsOf(events)).toEqual(idsOf(consumers.published));
    for (const subject of new Set(events.map((event) => event.subject))) {
      const positions = events.filter((event) => event.subject === subject).map((event) => event.position);
      expect(positions).toEqual([...positions].sort());
    }
  }
});
