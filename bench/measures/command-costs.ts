import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { newAccount, openAccount, post, signIn } from '../account.js';
import type { SignUp, Tokens } from '../account.js';
import { BUDGETS, COMMANDS } from '../budgets.js';
import type { Command, Cost } from '../budgets.js';
import { median } from '../measure.js';
import type { Measurement } from '../measure.js';
import type { MailSink } from '../programs/mail-sink.js';
import type { Program } from '../programs/program.js';
import type { StatementCounter } from '../programs/statement-counter.js';

/** Pause between measurements. */
const SETTLE_MS = 800;
/** Time in which everything that follows from a command happens. */
const WINDOW_MS = 400;
/** Repetitions of a measurement. The service polls in that time, at another moment each time, so the means count. */
const ROUNDS = 9;
/** Repetitions for a lone command, whose cost is small beside that of the polls. */
const LONE_ROUNDS = 27;
/** Commands of the second measurement, which share batches. */
const AT_ONCE = 32;
/** Error of a mean count, from polls of the service. A command that really costs one more exceeds its budget by more. */
const COUNT_ERROR = 0.5;
const FIGURES = [
  { figure: 'statements', title: 'statements', unit: '', error: COUNT_ERROR },
  { figure: 'transactions', title: 'transactions', unit: '', error: COUNT_ERROR },
  { figure: 'walKb', title: 'WAL', unit: 'kB', error: 0 },
] as const;

/** Measures what commands cost PostgreSQL, alone and many at once, without the cost of an idle service in that time. */
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

  async function costOf(rounds: number, act: () => Promise<unknown>): Promise<Cost> {
    const costs: Cost[] = [];
    for (let round = 0; round < rounds; round += 1) costs.push(await costOnce(act));
    return {
      statements: mean(costs.map(({ statements }) => statements)),
      transactions: mean(costs.map(({ transactions }) => transactions)),
      // A checkpoint of the database makes one window expensive.
      walKb: median(costs.map(({ walKb }) => walKb)),
    };
  }

  /** Subtracts the cost of the idle service in the time just before. */
  async function costOnce(act: () => Promise<unknown>): Promise<Cost> {
    await sleep(SETTLE_MS);
    const start = await read();
    await sleep(WINDOW_MS);
    const before = await read();
    const started = performance.now();
    await act();
    await sleep(WINDOW_MS - (performance.now() - started));
    const idle = combine(before, start, difference);
    return combine(combine(await read(), before, difference), idle, difference);
  }

  const people = await Promise.all(Array.from({ length: AT_ONCE }, () => openPerson(url)));
  const acts = actsOn(url, sink);
  const measurements: Measurement[] = [];
  for (const command of COMMANDS) {
    const act = acts[command];
    const alone = await costOf(LONE_ROUNDS, () => Promise.all(people.slice(0, 1).map(act)));
    const together = await costOf(ROUNDS, () => Promise.all(people.map(act)));
    measurements.push(
      ...rowsOf(command, alone, BUDGETS[command]),
      ...rowsOf(
        `${command}, ${String(AT_ONCE)} at once, each`,
        combine(together, together, (cost) => cost / AT_ONCE),
        {},
      ),
    );
  }
  await client.end();
  return measurements;
}

interface Person {
  readonly account: SignUp;
  tokens: Tokens;
}

async function openPerson(url: string): Promise<Person> {
  const account = await openAccount(url);
  return { account, tokens: await signIn(url, account) };
}

function actsOn(
  url: string,
  sink: MailSink,
): Readonly<Record<Command, (person: Person) => Promise<unknown>>> {
  return {
    async 'sign-up with its mail'() {
      const account = newAccount();
      const arrived = sink.waitForMail(account.email);
      await post(`${url}/auth/signup`, account);
      await arrived;
    },
    async 'sign-in again'(person) {
      person.tokens = await signIn(url, person.account);
    },
    async refresh(person) {
      const { refresh_token } = person.tokens;
      person.tokens = await post<Tokens>(`${url}/auth/refresh`, { refresh_token });
    },
  };
}

function rowsOf(name: string, cost: Cost, budget: Partial<Cost>): Measurement[] {
  return FIGURES.map(({ figure, title, unit, error }) => {
    const atMost = budget[figure];
    return {
      name: `${name}: ${title}`,
      value: cost[figure],
      unit,
      baseline: null,
      goal: atMost === undefined ? null : `≤ ${String(atMost)}`,
      ...(atMost !== undefined && { budget: atMost + error }),
    };
  });
}

function combine(one: Cost, other: Cost, how: (one: number, other: number) => number): Cost {
  return {
    statements: how(one.statements, other.statements),
    transactions: how(one.transactions, other.transactions),
    walKb: how(one.walKb, other.walKb),
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function difference(one: number, other: number): number {
  return one - other;
}
