import { newAccount, openAccount, post } from '../account.js';
import type { SignUp } from '../account.js';
import { load } from '../load.js';
import type { Load } from '../load.js';
import { alternate } from '../measure.js';
import type { Measurement } from '../measure.js';
import type { Program } from '../programs/program.js';

const CLIENTS = 32;
const SECONDS = 5;
const WARM_UP_SECONDS = 2;
const ROUNDS = 3;
const ACCOUNTS = 64;
const GOALS = { 'sign-ups': 'ratio ≥ 2', 'sign-ins': 'ratio ≥ 1.8' } as const;

type Requests = Omit<Load, 'clients' | 'seconds'>;
export type Hashing = 'hashing off' | 'with bcrypt';
/** The requests that both servers answer. */
type Journey = Readonly<Record<'sign-ups' | 'sign-ins', Requests>>;

/** Measures the service beside a server of another library, by turns, with the same clients and database server. */
export async function measurePeer(service: Program, peer: Program, hashing: Hashing): Promise<Measurement[]> {
  const ours = await ownJourney(service.url);
  const theirs = await betterAuthJourney(peer.url);
  const measurements: Measurement[] = [];
  for (const step of ['sign-ups', 'sign-ins'] as const) {
    for (const requests of [theirs[step], ours[step]]) await rateOf(requests, WARM_UP_SECONDS);
    const rates = await alternate(
      ROUNDS,
      () => rateOf(ours[step], SECONDS),
      () => rateOf(theirs[step], SECONDS),
    );
    measurements.push({
      name: `${step} of ${String(CLIENTS)} clients, ${hashing}`,
      value: rates.ours,
      unit: '/s',
      baseline: { name: 'better-auth', value: rates.baseline },
      goal: hashing === 'with bcrypt' ? 'ratio ≥ 1' : GOALS[step],
    });
  }
  return measurements;
}

async function rateOf(requests: Requests, seconds: number): Promise<number> {
  return (await load({ ...requests, clients: CLIENTS, seconds })).perSecond;
}

async function ownJourney(url: string): Promise<Journey> {
  const next = inTurn(await createAccounts(() => openAccount(url)));
  return {
    'sign-ups': { url: `${url}/auth/signup`, method: 'POST', body: newAccount },
    'sign-ins': {
      url: `${url}/auth/login`,
      method: 'POST',
      body() {
        const { email, password } = next();
        return { email, password };
      },
    },
  };
}

async function betterAuthJourney(url: string): Promise<Journey> {
  // The server rejects sign-ins from other origins, and those without one.
  const headers = { origin: url };
  const signUps = `${url}/api/auth/sign-up/email`;
  const bodyOf = ({ email, password, username }: SignUp) => ({ email, password, name: username });
  const accounts = await createAccounts(async () => {
    const account = newAccount();
    await post(signUps, bodyOf(account), headers);
    return account;
  });
  const next = inTurn(accounts);
  return {
    'sign-ups': { url: signUps, method: 'POST', headers, body: () => bodyOf(newAccount()) },
    'sign-ins': {
      url: `${url}/api/auth/sign-in/email`,
      method: 'POST',
      headers,
      body() {
        const { email, password } = next();
        return { email, password };
      },
    },
  };
}

/** Creates accounts one after the other: a server that hashes rejects many at once. */
async function createAccounts(create: () => Promise<SignUp>): Promise<SignUp[]> {
  const accounts: SignUp[] = [];
  while (accounts.length < ACCOUNTS) accounts.push(await create());
  return accounts;
}

function inTurn(accounts: readonly SignUp[]): () => SignUp {
  let turn = 0;
  return () => accounts[(turn += 1) % accounts.length] ?? newAccount();
}
