import { setTimeout as sleep } from 'node:timers/promises';
import { FREE_ATTEMPTS } from '../../src/domain/attempts/decisions.js';
import { newcomer, openAccount, post } from '../account.js';
import type { SignUp } from '../account.js';
import { median } from '../measure.js';
import type { Measurement } from '../measure.js';
import type { Program } from '../programs/program.js';
import { SERVICE_TOKEN } from '../programs/programs.js';

const PAIRS = 200;
/** Until the code is as fast as it gets; not measured. */
const WARM_UP_PAIRS = 20;
const TOGETHER = 8;
/** An account that is locked stays as it is, so few of them do. */
const LOCKED = 10;
/** The first lasts a second, and each failure doubles it, also those that are measured. */
const LOCKS = 7;
const MORE_MS = 200;

/** Accounts in the states that an answer must not tell. */
export interface Population {
  readonly verified: readonly SignUp[];
  readonly unverified: readonly SignUp[];
  readonly deactivated: readonly SignUp[];
  readonly locked: readonly SignUp[];
}

/** Opens accounts by a program that tells the tokens of its links. */
export async function populate({ url }: Program): Promise<Population> {
  const many = PAIRS + WARM_UP_PAIRS;
  const locking = Promise.all(Array.from({ length: LOCKED }, () => lockedAccount(url)));
  const deactivated = await several(many, async () => {
    const { account, userId } = await register(url);
    await post(`${url}/v1/users/${userId}/deactivate`, {}, { authorization: `Bearer ${SERVICE_TOKEN}` });
    return account;
  });
  const verified = await several(many, () => openAccount(url));
  const unverified = await several(many, async () => (await register(url)).account);
  return { verified, unverified, deactivated, locked: await locking };
}

async function lockedAccount(url: string): Promise<SignUp> {
  const account = await openAccount(url);
  const fail = () => elapsed(`${url}/auth/login`, wrongly(account), 401);
  for (let n = 1; n < FREE_ATTEMPTS; n += 1) await fail();
  for (let lock = 0; lock < LOCKS; lock += 1) {
    await fail();
    if (lock + 1 < LOCKS) await sleep(1000 * 2 ** lock + MORE_MS);
  }
  return account;
}

async function register(url: string): Promise<{ account: SignUp; userId: string }> {
  const account = newcomer();
  const { user_id: userId } = await post<{ user_id: string }>(`${url}/auth/signup`, account);
  return { account, userId };
}

async function several<Made>(count: number, make: () => Promise<Made>): Promise<Made[]> {
  const made: Made[] = [];
  while (made.length < count) {
    made.push(...(await Promise.all(Array.from({ length: Math.min(TOGETHER, count - made.length) }, make))));
  }
  return made;
}

const wrongly = ({ email }: { email: string }) => ({ email, password: 'not the password' });
const only = ({ email }: { email: string }) => ({ email });

/** Whether the time of an answer tells apart who has an account, and of what kind, from who has none. */
export async function measureTimingClasses({ url }: Program, people: Population): Promise<Measurement[]> {
  const login = { url: `${url}/auth/login`, status: 401 };
  const signIn = { ...login, body: wrongly };
  const rightly = { ...login, body: ({ email, password }: SignUp) => ({ email, password }) };
  const mailed = (path: string) => ({ url: `${url}/auth/${path}`, status: 202, body: only });
  const signUp = { url: `${url}/auth/signup`, status: 202, body: (account: SignUp) => account };
  return [
    ...(await compare('sign-in, locked', signIn, people.locked)),
    ...(await compare('strict sign-up', signUp, people.verified)),
    ...(await compare('sign-in, wrong password', signIn, people.verified)),
    ...(await compare('sign-in, unverified', rightly, people.unverified)),
    ...(await compare('sign-in, deactivated', rightly, people.deactivated)),
    ...(await compare('reset request', mailed('reset-password-request'), people.verified)),
    ...(await compare('resend verification', mailed('resend-verification'), people.unverified)),
  ];
}

interface Question {
  readonly url: string;
  readonly status: number;
  readonly body: (account: SignUp) => object;
}

/** Asks about known and unknown addresses by turns, in an order that changes with each pair. */
async function compare(
  what: string,
  { url, status, body }: Question,
  accounts: readonly SignUp[],
): Promise<Measurement[]> {
  const times = { known: [] as number[], unknown: [] as number[] };
  for (let pair = -WARM_UP_PAIRS; pair < PAIRS; pair += 1) {
    const account = accounts[(pair + WARM_UP_PAIRS) % accounts.length] ?? newcomer();
    const order = Math.random() < 0.5 ? (['known', 'unknown'] as const) : (['unknown', 'known'] as const);
    for (const whose of order) {
      const ms = await elapsed(url, body(whose === 'known' ? account : newcomer()), status);
      if (pair >= 0) times[whose].push(ms);
    }
  }
  const [known, unknown] = [median(times.known), median(times.unknown)];
  return [
    {
      what: `${what} or nobody, AUC`,
      value: areaUnderCurve(times.known, times.unknown),
      unit: '',
      floor: null,
      goal: '0.40 to 0.60',
    },
    {
      what: `${what} or nobody, medians apart`,
      value: (Math.abs(known - unknown) / unknown) * 100,
      unit: `% of ${unknown.toFixed(0)} ms`,
      floor: null,
      goal: '< 10',
    },
  ];
}

/** How often one of the first is above one of the second (Mann-Whitney U, as a share): 0.5 tells nothing. */
function areaUnderCurve(first: readonly number[], second: readonly number[]): number {
  const above = first.flatMap((one) => second.map((other) => (one > other ? 1 : one === other ? 0.5 : 0)));
  return above.reduce<number>((sum, one) => sum + one, 0) / above.length;
}

/**
 * Milliseconds until the whole answer is here.
 *
 * @throws Error another status is answered
 */
async function elapsed(url: string, body: object, status: number): Promise<number> {
  const started = performance.now();
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  await response.arrayBuffer();
  if (response.status !== status) throw new Error(`POST ${url} answers ${String(response.status)}.`);
  return performance.now() - started;
}
