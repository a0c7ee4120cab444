import { setTimeout as sleep } from 'node:timers/promises';
import type { Infrastructure } from '../../src/compose/infrastructure.js';
import { readProgress } from '../../src/projections/engine/checkpoints.js';
import { aUserId } from '../../test/support/domain/ids.js';
import { get, newAccount, openAccount, post, signIn } from '../account.js';
import type { SignUp, Tokens } from '../account.js';
import { withInfrastructure } from '../infrastructure.js';
import { addPeople, lengthenHistory } from '../journeys.js';
import { median } from '../measure.js';
import type { Measurement } from '../measure.js';
import { SERVICE_TOKEN } from '../programs/programs.js';
import type { Program } from '../programs/program.js';
import type { Stores } from '../programs/programs.js';

const ROUNDS = 150;
const HISTORY = 10_000;
const CATCH_UP_CHECK_MS = 200;
const GOAL = 'ratio ≤ 1.2';

/** A service, its stores, and the number of people in them. */
export interface Site {
  readonly people: number;
  readonly stores: Stores;
  readonly service: Program;
}

/** Fills a site with people through its log. Its readers project them as they do in production. */
export async function populate({ stores, people }: Omit<Site, 'service'>): Promise<void> {
  await withInfrastructure(stores, async (infrastructure) => {
    await addPeople(infrastructure.log, people);
    await waitForReadModels(infrastructure);
  });
}

/** Waits until the read models of a running service have the whole log. */
export async function waitForReadModels({ pool, log, projections }: Infrastructure): Promise<void> {
  const head = await log.store.head();
  const names = new Set(projections.map(({ name }) => name));
  const isBehind = async () =>
    (await readProgress(pool)).some(({ reader, position }) => names.has(reader) && position < head);
  while (await isBehind()) await sleep(CATCH_UP_CHECK_MS);
  // A database that grew over time has the statistics that this one lacks.
  await pool.query('vacuum analyze');
}

/** Measures lone requests of a site with many people. Baseline: the same requests to one with few, by turns. */
export async function measureGrowth(few: Site, many: Site): Promise<Measurement[]> {
  const small = await openSession(few.service.url);
  const large = await openSession(many.service.url);
  const measurements: Measurement[] = [];
  for (const [name, request] of Object.entries(REQUESTS)) {
    const { ours, baseline } = await compare(
      () => request(large),
      () => request(small),
    );
    measurements.push({
      name: `${name}, ${String(many.people)} people`,
      value: median(ours),
      unit: 'ms',
      baseline: { name: `${String(few.people)} people`, value: median(baseline) },
      goal: GOAL,
    });
  }
  return [...measurements, ...(await measureHistory(many))];
}

/** Measures requests of a person with a long history. Baseline: a new person, by turns. */
async function measureHistory({ service: { url }, stores }: Site): Promise<Measurement[]> {
  const young = await openSession(url);
  const old = await openSession(url);
  await withInfrastructure(stores, ({ log }) => lengthenHistory(log, aUserId(old.userId), HISTORY));
  const measurements: Measurement[] = [];
  for (const name of ['sign-in', 'refresh', '/auth/me'] as const) {
    const { ours, baseline } = await compare(
      () => REQUESTS[name](old),
      () => REQUESTS[name](young),
    );
    const row = (title: string, pick: (times: readonly number[]) => number, goal: string | null) => ({
      name: `${title}, a person with ${String(HISTORY)} events`,
      value: pick(ours),
      unit: 'ms',
      baseline: { name: 'a new person', value: pick(baseline) },
      goal,
    });
    if (name === 'sign-in') measurements.push(row('first sign-in', ([first = NaN]) => first, null));
    measurements.push(row(name, median, GOAL));
  }
  return measurements;
}

/** A signed-in person of a service. */
interface Session {
  readonly url: string;
  readonly account: SignUp;
  readonly userId: string;
  tokens: Tokens;
}

async function openSession(url: string): Promise<Session> {
  const account = await openAccount(url);
  const tokens = await signIn(url, account);
  const { user_id: userId } = await get<{ user_id: string }>(`${url}/auth/me`, tokens.access_token);
  return { url, account, userId, tokens };
}

const REQUESTS = {
  'sign-up': ({ url }: Session) => post(`${url}/auth/signup`, newAccount()),
  'sign-in': ({ url, account }: Session) => signIn(url, account),
  async refresh(session: Session) {
    const { refresh_token } = session.tokens;
    session.tokens = await post<Tokens>(`${session.url}/auth/refresh`, { refresh_token });
  },
  '/auth/me': ({ url, tokens }: Session) => get(`${url}/auth/me`, tokens.access_token),
  'list of users': ({ url }: Session) => get(`${url}/v1/users`, SERVICE_TOKEN),
  'search by address': ({ url, account }: Session) =>
    get(`${url}/v1/users?email=${encodeURIComponent(account.email)}`, SERVICE_TOKEN),
} as const;

/** Returns the milliseconds of each request, by turns. */
async function compare(
  ours: () => Promise<unknown>,
  baseline: () => Promise<unknown>,
): Promise<{ ours: number[]; baseline: number[] }> {
  const times: { ours: number[]; baseline: number[] } = { ours: [], baseline: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    times.baseline.push(await millisecondsOf(baseline));
    times.ours.push(await millisecondsOf(ours));
  }
  return times;
}

/** Returns the milliseconds that a request takes. */
export async function millisecondsOf(request: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await request();
  return performance.now() - started;
}
