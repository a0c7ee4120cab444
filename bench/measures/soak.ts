import { setTimeout as sleep } from 'node:timers/promises';
import { get, openAccount, post, signIn } from '../account.js';
import type { Tokens } from '../account.js';
import { slope } from '../measure.js';
import type { Measurement } from '../measure.js';
import { SERVICE_TOKEN } from '../programs/programs.js';
import type { Program } from '../programs/program.js';

const JOURNEYS_PER_SECOND = 10;
/** Journeys in progress. A slow machine skips the others. */
const MAX_JOURNEYS = 64;
const SAMPLES = 20;
/** Samples during which caches fill and code is compiled. */
const WARM_UP_SAMPLES = 4;
/** Time for a forced collection, in which no journey starts. */
const COLLECT_MS = 2000;
const MS_PER_MINUTE = 60_000;
const MINUTES_PER_HOUR = 60;

const FIGURES = [
  { metric: 'process_resident_memory_bytes', title: 'resident memory', unit: 'MB', divisor: 2 ** 20 },
  { metric: 'nodejs_heap_size_used_bytes', title: 'heap after a collection', unit: 'MB', divisor: 2 ** 20 },
  { metric: 'nodejs_active_handles_total', title: 'open handles', unit: '', divisor: 1 },
  { metric: 'process_open_fds', title: 'open files', unit: '', divisor: 1 },
] as const;

interface Sample {
  readonly minute: number;
  /** Values in the order of the figures. */
  readonly values: readonly number[];
}

/** Applies a steady mixed load, and measures what grows: the slopes after the warm-up, by the least squares. */
export async function measureSoak(service: Program, minutes: number): Promise<Measurement[]> {
  const started = performance.now();
  const samples: Sample[] = [];
  const load = startJourneys(service.url);
  for (let taken = 1; taken <= SAMPLES; taken += 1) {
    await sleep((taken * minutes * MS_PER_MINUTE) / SAMPLES - (performance.now() - started));
    load.pause();
    await sleep(COLLECT_MS / 2);
    service.collectGarbage();
    await sleep(COLLECT_MS / 2);
    const values = await readFigures(service.url);
    samples.push({ minute: (performance.now() - started) / MS_PER_MINUTE, values });
    console.log(describe(taken, values));
    load.resume();
  }
  const journeys = await load.stop();
  const steady = samples.slice(WARM_UP_SAMPLES);
  return [
    ...FIGURES.flatMap(({ title, unit }, i): Measurement[] => {
      const points = steady.map(({ minute, values }) => ({ x: minute, y: values[i] ?? NaN }));
      const [first, last] = [points[0]?.y ?? NaN, points.at(-1)?.y ?? NaN];
      return [
        row(`${title}, at the end`, last, unit, { name: 'after the warm-up', value: first }),
        row(`${title}, slope`, slope(points) * MINUTES_PER_HOUR, `${unit}/h`, null),
      ];
    }),
    row('journeys of the soak', journeys, '', null),
  ];
}

/** Starts sign-ups, sign-ins, checks, refreshes and sign-outs at a steady rate. */
function startJourneys(url: string) {
  const running = new Set<Promise<void>>();
  let isPaused = false;
  let completed = 0;
  let failure: unknown = null;
  const timer = setInterval(() => {
    if (isPaused || running.size >= MAX_JOURNEYS) return;
    const journey: Promise<void> = travel(url)
      .then(
        () => void (completed += 1),
        (error: unknown) => void (failure = error),
      )
      .finally(() => running.delete(journey));
    running.add(journey);
  }, 1000 / JOURNEYS_PER_SECOND);
  return {
    pause: () => void (isPaused = true),
    resume: () => void (isPaused = false),
    /** @throws Error a request of a journey failed */
    async stop(): Promise<number> {
      clearInterval(timer);
      await Promise.all(running);
      if (failure !== null) throw new Error('A journey failed.', { cause: failure });
      return completed;
    },
  };
}

async function travel(url: string): Promise<void> {
  const account = await openAccount(url);
  const first = await signIn(url, account);
  const { access_token } = await post<Tokens>(`${url}/auth/refresh`, {
    refresh_token: first.refresh_token,
  });
  await get(`${url}/auth/me`, access_token);
  await post(`${url}/auth/logout`, {}, { authorization: `Bearer ${access_token}` });
}

async function readFigures(url: string): Promise<number[]> {
  const response = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${SERVICE_TOKEN}` } });
  const text = await response.text();
  return FIGURES.map(
    ({ metric, divisor }) => Number(new RegExp(`^${metric} (\\S+)`, 'm').exec(text)?.[1]) / divisor,
  );
}

function describe(sample: number, values: readonly number[]): string {
  const figures = FIGURES.map(
    ({ title, unit }, i) => `${title} ${String(Math.round(values[i] ?? NaN))} ${unit}`,
  );
  return `  ${String(sample)}/${String(SAMPLES)}: ${figures.map((figure) => figure.trim()).join(', ')}`;
}

function row(name: string, value: number, unit: string, baseline: Measurement['baseline']): Measurement {
  return { name, value, unit, baseline, goal: null };
}
