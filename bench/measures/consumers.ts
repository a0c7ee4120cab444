import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { pullFollower, streamFollower } from '../../test/support/clients/feed-followers.js';
import type { FollowedEvent, Follower } from '../../test/support/clients/feed-followers.js';
import { arrivalRows } from '../arrivals.js';
import { withInfrastructure } from '../infrastructure.js';
import { appendSteadily } from '../journeys.js';
import { isOverBudget } from '../measure.js';
import type { Measurement } from '../measure.js';
import { retried, startKillable } from '../programs/killable.js';
import type { Killable } from '../programs/killable.js';
import { SERVICE_TOKEN, startReceivers, startService } from '../programs/programs.js';
import type { Stores } from '../programs/programs.js';

export interface ConsumersScale {
  readonly minutes: number;
  readonly eventsPerSecond: number;
}

const WEBHOOKS = 20;
const STREAMS = 20;
const PULLERS = 5;
/** Each program has half of the receivers, or serves half of the consumers. */
const PROGRAMS = 2;
const KILL_EVERY_MS = 5000;
/** Longest wait for the last events after the load: at 300 events/s, 20 webhooks have a backlog of millions of requests. */
const SETTLE_MS = 3 * 3_600_000;
const SETTLE_CHECK_MS = 30_000;

const headers = { authorization: `Bearer ${SERVICE_TOKEN}` };

/**
 * Follows the public events by webhooks, streams and the feed, while services, receivers and sessions of the database are
 * killed at random (FED-1). A killed service loses its API, its readers and its worker at once.
 */
export async function measureConsumers(stores: Stores, scale: ConsumersScale): Promise<Measurement[]> {
  const folder = await mkdtemp(join(tmpdir(), 'credence-received-'));
  const services: Killable[] = [];
  const receivers: Killable[] = [];
  const urlOf = (all: readonly Killable[], nth: number) => all[nth % PROGRAMS]?.url ?? '';
  const followers: Follower[] = [];
  try {
    await startAll(services, (settings) =>
      startService(stores, { ...settings, WEBHOOK_ALLOW_PRIVATE: 'true' }),
    );
    await startAll(receivers, (settings) => startReceivers({ ...settings, RECEIVED: folder }));
    const names = Array.from({ length: WEBHOOKS }, (_, nth) => `webhook-${String(nth)}`);
    const targets = names.map((name, nth) => `${urlOf(receivers, nth)}/${name}`);
    const start = await createWebhooks(urlOf(services, 0), targets);
    const source = (nth: number) => ({ url: () => urlOf(services, nth), token: SERVICE_TOKEN, after: start });
    for (let nth = 0; nth < STREAMS; nth += 1) followers.push(streamFollower(source(nth)));
    for (let nth = 0; nth < PULLERS; nth += 1) followers.push(pullFollower(source(nth)));
    const kills = [...services, ...receivers].map((program) => () => program.restart());
    const count = await underFire(stores, [...kills, () => killSession(stores)], scale);
    const ended = performance.now();
    const rows = await settled(urlOf(services, 0), start, async () => [
      ...(await Promise.all(names.map((name) => receivedIn(join(folder, name))))),
      ...followers.map(({ events }) => events),
    ]);
    return [
      ...rows,
      row('kills', count, ''),
      row('rest of the backlog', (performance.now() - ended) / 1000, 's'),
    ];
  } finally {
    await Promise.all(followers.map((follower) => follower.stop()));
    await Promise.all([...services, ...receivers].map((program) => program.stop()));
    await rm(folder, { recursive: true, force: true });
  }
}

async function startAll(programs: Killable[], start: Parameters<typeof startKillable>[0]): Promise<void> {
  for (let nth = 0; nth < PROGRAMS; nth += 1) programs.push(await startKillable(start));
}

function row(fact: string, value: number, unit: string): Measurement {
  return { name: `consumers, ${fact}`, value, unit, baseline: null, goal: null };
}

/** The events in the file of a receiver, in the order of their arrival. */
async function receivedIn(file: string): Promise<FollowedEvent[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const whole = text.split('\n').filter((line) => line.endsWith('}'));
  return whole.map((line) => JSON.parse(line) as FollowedEvent);
}

/** Kills one session of the database with SIGKILL, upon which PostgreSQL ends all others and recovers. */
async function killSession({ databaseUrl }: Stores): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  client.on('error', () => undefined);
  await client.connect();
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  const pid = rows[0]?.pid;
  if (pid !== undefined) process.kill(pid, 'SIGKILL');
  await client.end().catch(() => undefined);
}

/**
 * Appends events at a steady rate, and kills something at random every few seconds.
 *
 * @returns the number of kills
 */
async function underFire(
  stores: Stores,
  kills: readonly (() => Promise<void>)[],
  scale: ConsumersScale,
): Promise<number> {
  const until = performance.now() + scale.minutes * 60_000;
  let count = 0;
  const killing = (async () => {
    for (; performance.now() < until; count += 1) {
      await sleep(KILL_EVERY_MS);
      await retried(kills[Math.floor(Math.random() * kills.length)] ?? (() => Promise.resolve()));
    }
  })();
  // The feed tells at the end which of the failed appends are in the log.
  await withInfrastructure(stores, ({ log }) => appendSteadily(log, scale));
  await killing;
  return count;
}

/** Creates a webhook for each receiver, and returns the position of the last one. */
async function createWebhooks(service: string, urls: readonly string[]): Promise<string> {
  let position = '';
  for (const url of urls) {
    const answer = await fetch(`${service}/v1/webhooks`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({ url }),
    });
    position = answer.headers.get('event-position') ?? '';
    if (!answer.ok) throw new Error(`The service answers ${String(answer.status)} to a webhook.`);
  }
  return position;
}

/** Compares the consumers with the log as soon as each has every event, or after the longest wait. */
async function settled(
  url: string,
  start: string,
  readConsumers: () => Promise<readonly (readonly FollowedEvent[])[]>,
): Promise<Measurement[]> {
  const published: FollowedEvent[] = [];
  for (const deadline = Date.now() + SETTLE_MS; ;) {
    const after = published.at(-1)?.position ?? start;
    // A call with so many arguments would exceed the stack.
    for (const event of await retried(() => readAll(url, after))) published.push(event);
    const rows = arrivalRows(published, await readConsumers());
    if (!rows.some(isOverBudget) || Date.now() > deadline) return rows;
    await sleep(SETTLE_CHECK_MS);
  }
}

async function readAll(url: string, start: string): Promise<FollowedEvent[]> {
  const events: FollowedEvent[] = [];
  for (let after = start; ;) {
    const answer = await fetch(`${url}/v1/events?after=${after}&limit=1000`, { headers });
    if (!answer.ok) throw new Error(`The feed answers ${String(answer.status)}.`);
    const page = (await answer.json()) as { items: FollowedEvent[]; next: string; caught_up: boolean };
    for (const { id, type, position, subject } of page.items)
      events.push({ id, type, position, ...(subject !== undefined && { subject }) });
    if (page.caught_up) return events;
    after = page.next;
  }
}
