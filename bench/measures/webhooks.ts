import { setTimeout as sleep } from 'node:timers/promises';
import { newAccount, post } from '../account.js';
import { load } from '../load.js';
import { percentile } from '../measure.js';
import type { Measurement } from '../measure.js';
import type { Program } from '../programs/program.js';
import { SERVICE_TOKEN } from '../programs/programs.js';
import type { WebhookSink } from '../programs/webhook-sink.js';

const FAST_ENDPOINTS = 4;
const HAND_OFFS = 100;
const FILL_SECONDS = 8;
const FILL_CLIENTS = 32;
const CHECK_MS = 20;
/** A receiver without a delivery for this long has got its last one. */
const QUIET_MS = 2000;
/** Longest wait for a first delivery. */
const SILENCE_MS = 20_000;
const TYPES = ['UserRegistered', 'PasswordSet'];

/**
 * Measures webhooks with receivers in this process: the time from an event to its arrival while another receiver never
 * answers, and the deliveries per second of a backlog.
 */
export async function measureWebhooks(service: Program, sink: WebhookSink): Promise<Measurement[]> {
  const handOffs = await measureHandOffs(service, sink);
  const rate = await measureBacklog(service, sink);
  return [
    {
      name: 'webhooks, event to arrival beside a receiver that hangs, p50',
      value: percentile(handOffs, 50),
      unit: 'ms',
      baseline: null,
      goal: '< 100',
    },
    {
      name: 'webhooks, event to arrival beside a receiver that hangs, p99',
      value: percentile(handOffs, 99),
      unit: 'ms',
      baseline: null,
      goal: '< 1,000',
    },
    {
      name: `webhooks, deliveries of a backlog to ${String(FAST_ENDPOINTS)} endpoints`,
      value: rate,
      unit: '/s',
      baseline: null,
      goal: '≥ 500',
    },
  ];
}

async function measureHandOffs({ url }: Program, sink: WebhookSink): Promise<number[]> {
  await createWebhook(url, `${sink.url}/slow`);
  await createWebhook(url, `${sink.url}/fast`);
  for (let accounts = 1; accounts <= HAND_OFFS; accounts += 1) {
    await post(`${url}/auth/signup`, newAccount());
    await arrived(sink, 'fast', accounts * TYPES.length);
  }
  return sink.arrivals('fast').map(({ occurredAt, at }) => at - occurredAt);
}

async function measureBacklog({ url }: Program, sink: WebhookSink): Promise<number> {
  const from = await positionNow(url);
  const signUps = { url: `${url}/auth/signup`, method: 'POST', body: newAccount } as const;
  await load({ ...signUps, clients: FILL_CLIENTS, seconds: FILL_SECONDS });
  await quiet(sink, 'fast');
  const started = Date.now();
  const names = Array.from({ length: FAST_ENDPOINTS }, (_, nth) => `backlog-${String(nth)}`);
  await Promise.all(names.map((name) => createWebhook(url, `${sink.url}/${name}`, from)));
  await Promise.all(names.map((name) => quiet(sink, name)));
  const arrivals = names.flatMap((name) => sink.arrivals(name));
  const ended = Math.max(...arrivals.map(({ at }) => at));
  return (arrivals.length * 1000) / (ended - started);
}

async function createWebhook(service: string, url: string, from: string | null = null): Promise<void> {
  const headers = { authorization: `Bearer ${SERVICE_TOKEN}` };
  await post(`${service}/v1/webhooks`, { url, types: TYPES, from }, headers);
}

async function positionNow(url: string): Promise<string> {
  const response = await fetch(`${url}/auth/signup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(newAccount()),
  });
  return response.headers.get('event-position') ?? '';
}

async function arrived(sink: WebhookSink, name: string, count: number): Promise<void> {
  for (const deadline = Date.now() + SILENCE_MS; sink.arrivals(name).length < count;) {
    if (Date.now() > deadline)
      throw new Error(`Only ${String(sink.arrivals(name).length)} deliveries arrived.`);
    await sleep(1);
  }
}

/** Waits until a receiver got its last delivery. */
async function quiet(sink: WebhookSink, name: string): Promise<void> {
  const deadline = Date.now() + SILENCE_MS;
  for (let last = Date.now(); Date.now() - last < QUIET_MS;) {
    await sleep(CHECK_MS);
    const newest = sink.arrivals(name).at(-1)?.at;
    if (newest === undefined && Date.now() > deadline) throw new Error('No delivery arrived.');
    last = newest ?? Date.now();
  }
}
