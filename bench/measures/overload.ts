import autocannon from 'autocannon';
import { newAccount } from '../account.js';
import { percentile } from '../measure.js';
import type { Measurement } from '../measure.js';
import type { Program } from '../programs/program.js';

const PEAK_CLIENTS = 32;
const CLIENTS = 600;
const SECONDS = 15;
const PROBE_INTERVAL_MS = 100;

interface Outcome {
  readonly accepted: number;
  readonly acceptedMs: readonly number[];
  readonly statuses: ReadonlyMap<number, number>;
  readonly longestMs: number;
}

/** Measures sign-ups with hashing by many more clients than the service can serve (WEB-15). Baseline: the peak with few clients. */
export async function measureOverload({ url }: Program): Promise<Measurement[]> {
  const peak = await signUps(url, PEAK_CLIENTS);
  const stopProbe = probe(`${url}/health/live`);
  const overload = await signUps(url, CLIENTS);
  const liveMs = await stopProbe();
  const unavailable = [...overload.statuses].filter(([status]) => status !== 201 && status !== 503);
  if (unavailable.length > 0) throw new Error(`Unexpected statuses: ${JSON.stringify(unavailable)}.`);
  return [
    {
      name: `sign-ups, bcrypt, ${String(CLIENTS)} clients`,
      value: overload.accepted / SECONDS,
      unit: '/s',
      baseline: { name: `${String(PEAK_CLIENTS)} clients`, value: peak.accepted / SECONDS },
      goal: 'ratio ≥ 0.8',
    },
    row('accepted sign-ups under overload, p95', percentile(overload.acceptedMs, 95), '< 3,000'),
    row('longest answer under overload', overload.longestMs, '< 5,000'),
    row('/health/live under overload, p99', percentile(liveMs, 99), '< 100'),
    {
      name: 'refusals under overload',
      value: (overload.statuses.get(503) ?? 0) / SECONDS,
      unit: '/s',
      baseline: null,
      goal: null,
    },
  ];
}

function row(name: string, value: number, goal: string): Measurement {
  return { name, value, unit: 'ms', baseline: null, goal };
}

async function signUps(url: string, connections: number): Promise<Outcome> {
  const acceptedMs: number[] = [];
  const statuses = new Map<number, number>();
  let longestMs = 0;
  await autocannon({
    url: `${url}/auth/signup`,
    connections,
    duration: SECONDS,
    setupClient: (client) =>
      client.on('response', (status, _bytes, ms) => {
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        longestMs = Math.max(longestMs, ms);
        if (status === 201) acceptedMs.push(ms);
      }),
    requests: [
      {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        setupRequest: (request) => ({ ...request, body: JSON.stringify(newAccount()) }),
      },
    ],
  });
  return { accepted: acceptedMs.length, acceptedMs, statuses, longestMs };
}

/** Requests a page at intervals until it is stopped. Returns the milliseconds of each answer. */
function probe(url: string): () => Promise<number[]> {
  const times: number[] = [];
  const running: Promise<void>[] = [];
  const ask = async () => {
    const started = performance.now();
    await (await fetch(url)).arrayBuffer();
    times.push(performance.now() - started);
  };
  const timer = setInterval(() => running.push(ask()), PROBE_INTERVAL_MS);
  return async () => {
    clearInterval(timer);
    await Promise.all(running);
    return times;
  };
}
