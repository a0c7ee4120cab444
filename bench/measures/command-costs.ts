import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { newAccount, openAccount, post, signIn } from '../account.js';
import type { Tokens } from '../account.js';
import type { Measurement } from '../measure.js';
import type { MailSink } from '../programs/mail-sink.js';
import type { Program } from '../programs/program.js';
import type { StatementCounter } from '../programs/statement-counter.js';

/** Time in which everything that follows from a command happens. */
const SETTLE_MS = 2500;

const BUDGETS = {
  'sign-up with its mail': { statements: 16, transactions: 6, walKb: 10 },
  'sign-in again': { statements: 12, transactions: 5, walKb: null },
  refresh: { statements: 5, transactions: 2, walKb: null },
} as const;
type Command = keyof typeof BUDGETS;

interface Cost {
  readonly statements: number;
  readonly transactions: number;
  readonly walKb: number;
}

/** Measures the statements, transactions and WAL of lone commands, without those of an idle service in the same time. */
export async function measureCommandCosts(
  { url }: Program,
  counter: StatementCounter,
  databaseUrl: string,
  sink: MailSink,
): Promise<Measurement[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();

  async function read(): Promise<Cost> {
    const { rows } = await client.query<{ wal: number }>(
      `select ((pg_current_wal_insert_lsn() - '0/0') / 1024)::float8 as wal`,
    );
    return {
      statements: counter.statements(),
      transactions: counter.transactions(),
      walKb: rows[0]?.wal ?? 0,
    };
  }

  async function costOf(act: () => Promise<unknown>): Promise<Cost> {
    await sleep(SETTLE_MS);
    const before = await read();
    const started = performance.now();
    await act();
    await sleep(SETTLE_MS - (performance.now() - started));
    const after = await read();
    return {
      statements: after.statements - before.statements,
      transactions: after.transactions - before.transactions,
      walKb: after.walKb - before.walKb,
    };
  }

  const person = await openAccount(url);
  let tokens: Tokens = await signIn(url, person);
  const idle = await costOf(() => Promise.resolve());
  const acts: Readonly<Record<Command, () => Promise<unknown>>> = {
    'sign-up with its mail': async () => {
      const account = newAccount();
      const arrived = sink.waitForMail(account.email);
      await post(`${url}/auth/signup`, account);
      await arrived;
    },
    'sign-in again': async () => (tokens = await signIn(url, person)),
    refresh: () => post(`${url}/auth/refresh`, { refresh_token: tokens.refresh_token }),
  };
  const measurements: Measurement[] = [];
  for (const command of ['sign-up with its mail', 'sign-in again', 'refresh'] as const) {
    const cost = await costOf(acts[command]);
    const budget = BUDGETS[command];
    measurements.push(
      row(`${command}: statements`, cost.statements - idle.statements, '', budget.statements),
      row(`${command}: transactions`, cost.transactions - idle.transactions, '', budget.transactions),
      row(`${command}: WAL`, cost.walKb - idle.walKb, 'kB', budget.walKb),
    );
  }
  await client.end();
  return measurements;
}

function row(name: string, value: number, unit: string, budget: number | null): Measurement {
  return { name, value, unit, baseline: null, goal: budget === null ? null : `≤ ${String(budget)}` };
}
