import { setTimeout as sleep } from 'node:timers/promises';
import { withInfrastructure } from '../infrastructure.js';
import { fillLog } from '../journeys.js';
import type { Measurement } from '../measure.js';
import { SERVICE_TOKEN, startApi } from '../programs/programs.js';
import type { Stores } from '../programs/programs.js';
import type { Program } from '../programs/program.js';

const EVENTS = 100_000;
const PAGE = 1000;
const STREAMS = 1000;
const SETTLE_MS = 3000;
const IDLE_SECONDS = 10;

const headers = { authorization: `Bearer ${SERVICE_TOKEN}` };

/** Measures one consumer that pulls a long log from an API process. */
export async function measurePull(stores: Stores): Promise<Measurement[]> {
  await withInfrastructure(stores, ({ log }) => fillLog(log, EVENTS));
  const api = await startApi(stores);
  try {
    await pullAll(api);
    const before = await processorSeconds(api);
    const { seconds, count } = await pullAll(api);
    const after = await processorSeconds(api);
    const name = `one consumer of ${String(count)} events`;
    const micros = ((after - before) * 1e6) / count;
    return [
      { name, value: count / seconds, unit: 'events/s', baseline: null, goal: '≥ 20,000' },
      // The rate depends on the load of the machine, this hardly.
      { name: `${name}, processor time`, value: micros, unit: 'µs/event', baseline: null, goal: '≤ 50' },
    ];
  } finally {
    await api.stop();
  }
}

/** Returns the number of public events, and the seconds until a consumer has all of them. */
async function pullAll({ url }: Program): Promise<{ seconds: number; count: number }> {
  const started = performance.now();
  let count = 0;
  for (let after = ''; ;) {
    const answer = await fetch(`${url}/v1/events?after=${after}&limit=${String(PAGE)}`, { headers });
    const page = (await answer.json()) as {
      items: unknown[];
      next: string;
      caught_up: boolean;
    };
    count += page.items.length;
    if (page.caught_up) return { seconds: (performance.now() - started) / 1000, count };
    after = page.next;
  }
}

/** Measures the cost of idle streams for the process (FED-5). */
export async function measureStreams(service: Program): Promise<Measurement[]> {
  const before = await costs(service);
  await sleep(IDLE_SECONDS * 1000);
  const alone = await costs(service);
  const ending = new AbortController();
  const streams = Array.from({ length: STREAMS }, () =>
    fetch(`${service.url}/v1/events/stream`, { headers, signal: ending.signal }),
  );
  await Promise.all(streams);
  await sleep(SETTLE_MS);
  const opened = await costs(service);
  await sleep(IDLE_SECONDS * 1000);
  const idle = await costs(service);
  ending.abort();
  const cpu = (from: Costs, to: Costs) => ((to.cpuSeconds - from.cpuSeconds) / IDLE_SECONDS) * 100;
  return [
    {
      name: `heap of ${String(STREAMS)} idle streams`,
      value: idle.heapMegabytes - alone.heapMegabytes,
      unit: 'MB',
      baseline: { name: 'without streams', value: alone.heapMegabytes },
      goal: '≤ 30',
    },
    {
      name: `resident memory of ${String(STREAMS)} idle streams`,
      value: idle.megabytes - alone.megabytes,
      unit: 'MB',
      baseline: { name: 'without streams', value: alone.megabytes },
      goal: '≤ 30',
    },
    {
      name: `processor time with ${String(STREAMS)} idle streams`,
      value: cpu(opened, idle),
      unit: '%',
      baseline: { name: 'without streams', value: cpu(before, alone) },
      goal: null,
    },
  ];
}

interface Costs {
  readonly megabytes: number;
  readonly heapMegabytes: number;
  readonly cpuSeconds: number;
}

/** Returns the memory after a collection, and the processor time so far. */
async function costs(service: Program): Promise<Costs> {
  service.collectGarbage();
  await sleep(1000);
  const value = await metrics(service);
  return {
    megabytes: value('process_resident_memory_bytes') / 2 ** 20,
    heapMegabytes: value('nodejs_heap_size_used_bytes') / 2 ** 20,
    cpuSeconds: value('process_cpu_seconds_total'),
  };
}

async function processorSeconds(service: Program): Promise<number> {
  return (await metrics(service))('process_cpu_seconds_total');
}

/** Returns a function that looks up a metric of the process. */
async function metrics({ url }: Program): Promise<(metric: string) => number> {
  const text = await (await fetch(`${url}/metrics`, { headers })).text();
  return (metric) => Number(new RegExp(`^${metric} (\\S+)`, 'm').exec(text)?.[1]);
}
