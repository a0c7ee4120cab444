import { setTimeout as sleep } from 'node:timers/promises';
import { FREE_ATTEMPTS } from '../../src/domain/attempts/decisions.js';
import { newAccount, openAccount, post } from '../account.js';
import type { SignUp } from '../account.js';
import { median } from '../measure.js';
import type { Measurement } from '../measure.js';
import type { Program } from '../programs/program.js';
import { SERVICE_TOKEN } from '../programs/programs.js';

const PAIRS = 200;
/** Unmeasured pairs for the JIT compiler. */
const WARM_UP_PAIRS = 20;
const CONCURRENCY = 8;
/** Few accounts suffice, because a locked account stays locked. */
const LOCKED = 10;
/** Failures after the free attempts. Each doubles the lockout, and the last lockout lasts about a minute. */
const LOCKOUTS = 7;
const MARGIN_MS = 200;

/** Accounts in the states that answer times must not reveal. */
export interface Population {
  readonly verified: readonly SignUp[];
  readonly unverified: readonly SignUp[];
  readonly deactivated: readonly SignUp[];
  readonly locked: readonly SignUp[];
}

/** Creates the accounts through a service that exposes verification tokens. */
export async function createPopulation({ url }: Program): Promise<Population> {
  const many = PAIRS + WARM_UP_PAIRS;
  const locking = Promise.all(Array.from({ length: LOCKED }, () => createLockedAccount(url)));
  const deactivated = await makeMany(many, async () => {
    const { account, userId } = await register(url);
    await post(`${url}/v1/users/${userId}/deactivate`, {}, { authorization: `Bearer ${SERVICE_TOKEN}` });
    return account;
  });
  const verified = await makeMany(many, () => openAccount(url));
  const unverified = await makeMany(many, async () => (await register(url)).account);
  return { verified, unverified, deactivated, locked: await locking };
}

async function createLockedAccount(url: string): Promise<SignUp> {
  const account = await openAccount(url);
  const fail = () => timeRequest(`${url}/auth/login`, withWrongPassword(account), 401);
  for (let n = 1; n < FREE_ATTEMPTS; n += 1) await fail();
  for (let lock = 0; lock < LOCKOUTS; lock += 1) {
    await fail();
    if (lock + 1 < LOCKOUTS) await sleep(1000 * 2 ** lock + MARGIN_MS);
  }
  return account;
}

async function register(url: string): Promise<{ account: SignUp; userId: string }> {
  const account = newAccount();
  const { user_id: userId } = await post<{ user_id: string }>(`${url}/auth/signup`, account);
  return { account, userId };
}

async function makeMany<Made>(count: number, make: () => Promise<Made>): Promise<Made[]> {
  const made: Made[] = [];
  while (made.length < count) {
    made.push(
      ...(await Promise.all(Array.from({ length: Math.min(CONCURRENCY, count - made.length) }, make))),
    );
  }
  return made;
}

const withWrongPassword = ({ email }: { email: string }) => ({ email, password: 'not the password' });
const emailOnly = ({ email }: { email: string }) => ({ email });

/** Measures how well answer times separate accounts of each state from unknown addresses. */
export async function measureTimingClasses({ url }: Program, people: Population): Promise<Measurement[]> {
  const login = { url: `${url}/auth/login`, status: 401 };
  const signIn = { ...login, body: withWrongPassword };
  const withRightPassword = { ...login, body: ({ email, password }: SignUp) => ({ email, password }) };
  const mailed = (path: string) => ({ url: `${url}/auth/${path}`, status: 202, body: emailOnly });
  const signUp = { url: `${url}/auth/signup`, status: 202, body: (account: SignUp) => account };
  return [
    ...(await compare('sign-in, locked', signIn, people.locked)),
    ...(await compare('strict sign-up', signUp, people.verified)),
    ...(await compare('sign-in, wrong password', signIn, people.verified)),
    ...(await compare('sign-in, unverified', withRightPassword, people.unverified)),
    ...(await compare('sign-in, deactivated', withRightPassword, people.deactivated)),
    ...(await compare('reset request', mailed('reset-password-request'), people.verified)),
    ...(await compare('sign-in link request', mailed('sign-in-link'), people.verified)),
    ...(await compare('resend verification', mailed('resend-verification'), people.unverified)),
  ];
}

interface TimedRequest {
  readonly url: string;
  readonly status: number;
  readonly body: (account: SignUp) => object;
}

/** Sends requests for known and unknown addresses in pairs of random order. */
async function compare(
  name: string,
  { url, status, body }: TimedRequest,
  accounts: readonly SignUp[],
): Promise<Measurement[]> {
  const times = { known: [] as number[], unknown: [] as number[] };
  for (let pair = -WARM_UP_PAIRS; pair < PAIRS; pair += 1) {
    const account = accounts[(pair + WARM_UP_PAIRS) % accounts.length] ?? newAccount();
    const order = Math.random() < 0.5 ? (['known', 'unknown'] as const) : (['unknown', 'known'] as const);
    for (const kind of order) {
      const ms = await timeRequest(url, body(kind === 'known' ? account : newAccount()), status);
      if (pair >= 0) times[kind].push(ms);
    }
  }
  const [known, unknown] = [median(times.known), median(times.unknown)];
  return [
    {
      name: `${name} or unknown, AUC`,
      value: areaUnderCurve(times.known, times.unknown),
      unit: '',
      baseline: null,
      goal: '0.40 to 0.60',
    },
    {
      name: `${name} or unknown, difference of medians`,
      value: (Math.abs(known - unknown) / unknown) * 100,
      unit: `% of ${unknown.toFixed(0)} ms`,
      baseline: null,
      goal: '< 10',
    },
  ];
}

/** Returns the share of pairs in which the first value is greater (Mann-Whitney U). 0.5 means no difference. */
function areaUnderCurve(first: readonly number[], second: readonly number[]): number {
  const above = first.flatMap((one) => second.map((other) => (one > other ? 1 : one === other ? 0.5 : 0)));
  return above.reduce<number>((sum, one) => sum + one, 0) / above.length;
}

/**
 * Returns the milliseconds until the complete answer.
 *
 * @throws Error the status is not the expected one
 */
async function timeRequest(url: string, body: object, status: number): Promise<number> {
  const started = performance.now();
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  await response.arrayBuffer();
  if (response.status !== status) throw new Error(`POST ${url} returned ${String(response.status)}.`);
  return performance.now() - started;
}
