import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { newAccount, post } from '../account.js';
import { median } from '../measure.js';
import type { Measurement } from '../measure.js';
import { processorSecondsOf, processorSecondsOfPostgres } from '../processor-time.js';
import type { Program } from '../programs/program.js';

const ROUNDS = 5;
/** Their events are in the memory of the service when the notary reads them, as in operation. */
const SIGN_UPS = 500;
const CALLERS = 20;
const CHECK_MS = 100;
const LIMIT_MS = 30_000;
/** The time after which the parts that gather events for a second have finished as well. */
const REST_MS = 2500;
/** The goal of the throughput is at least 0.95 of the one without. */
const MOST_RATIO = 1 / 0.95;

/** A position after every event: a notary there finds nothing to do. */
const PAUSED = '9'.repeat(19);
const HEAD = `select lpad(max(position)::text, 19, '0') as position from credence_log.events`;
const PLACE = 'select position from credence_audit.progress';
const MOVE = 'update credence_audit.progress set position = $1';
const HAS_JOBS = 'select from credence_outbox.outstanding_jobs limit 1';

/**
 * Measures the processor time of a sign-up with everything that follows, in the service and in PostgreSQL. Baseline: without
 * the notary, which rests during the sign-ups and then reads their events alone.
 */
export async function measureNotary({ url }: Program, databaseUrl: string): Promise<Measurement[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();

  const used = async () => (await processorSecondsOf(url)) + (await processorSecondsOfPostgres(databaseUrl));
  const read = async (text: string) =>
    (await client.query<{ position: string }>(text)).rows[0]?.position ?? '';

  /** Returns the processor seconds of a work, and the seconds that it took. */
  async function timed(work: () => Promise<unknown>): Promise<{ processor: number; seconds: number }> {
    const [before, started] = [await used(), performance.now()];
    await work();
    return { processor: (await used()) - before, seconds: (performance.now() - started) / 1000 };
  }

  async function round(): Promise<{ notary: number; rest: number }> {
    const head = await read(HEAD);
    await client.query(MOVE, [PAUSED]);
    const rest = await timed(async () => {
      await signUp(url);
      await waitUntil(async () => (await client.query(HAS_JOBS)).rowCount === 0);
      await sleep(REST_MS);
    });
    const idle = await timed(() => sleep(REST_MS));
    await client.query(MOVE, [head]);
    const notary = await timed(() => waitUntil(async () => (await read(PLACE)) === (await read(HEAD))));
    return {
      rest: rest.processor,
      notary: notary.processor - (idle.processor / idle.seconds) * notary.seconds,
    };
  }

  try {
    await round();
    const rounds: { notary: number; rest: number }[] = [];
    while (rounds.length < ROUNDS) rounds.push(await round());
    const rest = median(rounds.map((one) => one.rest));
    const notary = median(rounds.map((one) => one.notary));
    return [
      {
        name: 'sign-up with its mail, audit and proof: processor time',
        value: (rest + notary) * (1000 / SIGN_UPS),
        unit: 'ms',
        baseline: { name: 'without the notary', value: rest * (1000 / SIGN_UPS) },
        goal: `ratio ≤ ${MOST_RATIO.toFixed(2)}`,
        mostRatio: MOST_RATIO,
      },
    ];
  } finally {
    await client.end();
  }
}

/** @throws Error the time is over */
async function waitUntil(isDone: () => Promise<boolean>): Promise<void> {
  for (const deadline = performance.now() + LIMIT_MS; !(await isDone());) {
    if (performance.now() > deadline) throw new Error('The service or its notary does not finish.');
    await sleep(CHECK_MS);
  }
}

async function signUp(url: string): Promise<void> {
  const caller = async () => {
    for (let count = 0; count < SIGN_UPS / CALLERS; count += 1)
      await post(`${url}/auth/signup`, newAccount());
  };
  await Promise.all(Array.from({ length: CALLERS }, caller));
}
