import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { newAccount, post } from '../account.js';
import { LATER_WAL_KB } from '../budgets.js';
import { median } from '../measure.js';
import type { Measurement } from '../measure.js';
import type { Program } from '../programs/program.js';

/** A round begins and ends when nothing is left to do. A checkpoint of the database makes one round expensive. */
const ROUNDS = 3;
const SIGN_UPS = 300;
const CALLERS = 4;
const CHECK_MS = 100;
/** The notary looks at the log every 10 seconds. */
const LIMIT_MS = 30_000;

/** True if every reader and the notary have read the whole log, and every mail is sent. */
const IS_QUIET = `
  select (select min(position) from (
            select position from credence_read.checkpoints union all select position from credence_audit.progress
          ) as reached) >= (select lpad(max(position)::text, 19, '0') from credence_log.events)
     and not exists (select from credence_outbox.outstanding_jobs) as is_quiet`;
const WRITTEN = `select ((pg_current_wal_insert_lsn() - '0/0') / 1024)::float8 as wal`;

/** Measures the WAL of a sign-up with everything that follows, also with the parts that gather: the audit and the notary. */
export async function measureLaterCosts({ url }: Program, databaseUrl: string): Promise<Measurement[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();

  async function waitForQuiet(): Promise<void> {
    const deadline = performance.now() + LIMIT_MS;
    while (performance.now() < deadline) {
      const { rows } = await client.query<{ is_quiet: boolean }>(IS_QUIET);
      if (rows[0]?.is_quiet === true) return;
      await sleep(CHECK_MS);
    }
    throw new Error('A reader or the notary does not reach the head of the log.');
  }

  async function readWal(): Promise<number> {
    await waitForQuiet();
    return (await client.query<{ wal: number }>(WRITTEN)).rows[0]?.wal ?? 0;
  }

  const costs: number[] = [];
  for (let before = await readWal(); costs.length < ROUNDS;) {
    await signUp(url);
    const after = await readWal();
    costs.push((after - before) / SIGN_UPS);
    before = after;
  }
  await client.end();
  return [
    {
      name: 'sign-up with its mail, audit and proof: WAL',
      value: median(costs),
      unit: 'kB',
      baseline: null,
      goal: `≤ ${String(LATER_WAL_KB)}`,
      budget: LATER_WAL_KB,
    },
  ];
}

async function signUp(url: string): Promise<void> {
  const caller = async () => {
    for (let count = 0; count < SIGN_UPS / CALLERS; count += 1)
      await post(`${url}/auth/signup`, newAccount());
  };
  await Promise.all(Array.from({ length: CALLERS }, caller));
}
