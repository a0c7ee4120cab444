import { setTimeout as sleep } from 'node:timers/promises';
import { get, newAccount, post } from '../account.js';
import { load } from '../load.js';
import type { LoadResult } from '../load.js';
import type { Measurement } from '../measure.js';
import type { Program } from '../programs/program.js';
import { SERVICE_TOKEN } from '../programs/programs.js';

const READ_MODEL = 'users@1';
const WRITES_PER_SECOND = 500;
const READS_PER_SECOND = 2000;
const CLIENTS = 16;
const SECONDS = 20;
const WARM_UP_SECONDS = 5;
const POLL_MS = 100;
/** A rebuild may add a fifth to the slowest answers. */
const MOST_RATIO = 1.2;

interface Traffic {
  readonly writes: LoadResult;
  readonly reads: LoadResult;
}

interface Readers {
  readonly items: readonly {
    readonly reader: string;
    readonly lag_seconds: number;
    readonly standby: { readonly state: string } | null;
  }[];
}

/**
 * Measures writes and reads while a read model is rebuilt, promoted and discarded again and again (RBD-1). Baseline: the
 * same traffic without a rebuild.
 */
export async function measureRebuild({ url }: Program): Promise<Measurement[]> {
  // The log was filled without readers, so they first catch up.
  while ((await readModel(url))?.lag_seconds !== 0) await sleep(POLL_MS);
  await sendTraffic(url, WARM_UP_SECONDS);
  const quiet = await sendTraffic(url, SECONDS);
  const stop = rebuildRepeatedly(url);
  const busy = await sendTraffic(url, SECONDS);
  const rebuilds = await stop();
  return [
    compare('sign-ups during a rebuild', busy.writes, quiet.writes),
    compare('lists of users during a rebuild', busy.reads, quiet.reads),
    { name: 'rebuilds and promotions meanwhile', value: rebuilds, unit: '', baseline: null, goal: '≥ 1' },
  ];
}

async function sendTraffic(url: string, seconds: number): Promise<Traffic> {
  const [writes, reads] = await Promise.all([
    load({
      url: `${url}/auth/signup`,
      method: 'POST',
      body: newAccount,
      clients: CLIENTS,
      seconds,
      rate: WRITES_PER_SECOND,
    }),
    load({
      url: `${url}/v1/users?limit=1`,
      method: 'GET',
      headers: { authorization: `Bearer ${SERVICE_TOKEN}` },
      clients: CLIENTS,
      seconds,
      rate: READS_PER_SECOND,
    }),
  ]);
  return { writes, reads };
}

function compare(name: string, busy: LoadResult, quiet: LoadResult): Measurement {
  return {
    name: `${name} at ${String(Math.round(busy.perSecond))}/s, p99`,
    value: busy.p99,
    unit: 'ms',
    baseline: { name: `without a rebuild, ${String(Math.round(quiet.perSecond))}/s`, value: quiet.p99 },
    goal: `ratio ≤ ${String(MOST_RATIO)}`,
    mostRatio: MOST_RATIO,
  };
}

/** Rebuilds a read model until it is stopped. Returns the number of promotions. */
function rebuildRepeatedly(url: string): () => Promise<number> {
  const stopping = new AbortController();
  const running = (async () => {
    let promotions = 0;
    for (; !stopping.signal.aborted; promotions += 1) {
      await change(url, 'rebuild');
      while ((await readModel(url))?.standby?.state === 'filling') await sleep(POLL_MS);
      await change(url, 'promote');
      await change(url, 'discard');
    }
    return promotions;
  })();
  return async () => {
    stopping.abort();
    return await running;
  };
}

async function change(url: string, action: string): Promise<void> {
  const headers = { authorization: `Bearer ${SERVICE_TOKEN}` };
  await post(`${url}/v1/projections/${READ_MODEL}/${action}`, {}, headers);
}

async function readModel(url: string): Promise<Readers['items'][number] | undefined> {
  const { items } = await get<Readers>(`${url}/v1/projections`, SERVICE_TOKEN);
  return items.find(({ reader }) => reader === READ_MODEL);
}
