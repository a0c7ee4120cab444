import { newAccount, openAccount, signIn } from '../account.js';
import { measureBareHashRate } from '../hashing/rate.js';
import type { HashLoad } from '../hashing/rate.js';
import { load } from '../load.js';
import { alternate } from '../measure.js';
import type { Measurement } from '../measure.js';
import type { Program } from '../programs/program.js';

const ACCOUNTS = 32;
const CLIENTS = 32;
const SECONDS = 5;
const ROUNDS = 2;
const READERS = { clients: 8, rate: 200 };

const LIBRARY = { bcrypt: 'bare bcryptjs', argon2id: 'bare @node-rs/argon2' } as const;
/** argon2id takes a quarter of the time of bcrypt, so the other work of a sign-in has a larger share. */
const GOAL = { bcrypt: 'ratio ≥ 0.85', argon2id: null } as const;

/** Measures the service with password hashing. Baseline: the hash rate of the bare library. */
export async function measureWithHashing(
  { url }: Program,
  scheme: HashLoad['scheme'],
): Promise<Measurement[]> {
  const accounts = await Promise.all(Array.from({ length: ACCOUNTS }, () => openAccount(url)));
  const { access_token: token } = await signIn(url, accounts[0] ?? newAccount());
  let next = 0;
  const credentials = () => {
    const { email, password } = accounts[(next += 1) % ACCOUNTS] ?? newAccount();
    return { email, password };
  };
  const clients = { method: 'POST', clients: CLIENTS, seconds: SECONDS } as const;
  // Stopped clients leave passwords in the hash queue. A completed sign-in shows that the queue is empty.
  const waitForQueue = async () => await signIn(url, accounts[0] ?? newAccount());
  const signIns = async () => {
    await waitForQueue();
    return await load({ ...clients, url: `${url}/auth/login`, body: credentials });
  };
  const signUps = async () => {
    await waitForQueue();
    return await load({ ...clients, url: `${url}/auth/signup`, body: newAccount });
  };
  const hashes = async () => {
    await waitForQueue();
    return await measureBareHashRate({ scheme, seconds: SECONDS });
  };

  const signInRates = await alternate(ROUNDS, async () => (await signIns()).perSecond, hashes);
  const signUpRates = await alternate(1, async () => (await signUps()).perSecond, hashes);
  const me = { url: `${url}/auth/me`, method: 'GET', headers: { authorization: `Bearer ${token}` } } as const;
  const [reads] = await Promise.all([load({ ...me, ...READERS, seconds: SECONDS }), signUps()]);
  const hashing = LIBRARY[scheme];
  return [
    {
      name: `sign-ups, ${scheme}`,
      value: signUpRates.ours,
      unit: '/s',
      baseline: { name: hashing, value: signUpRates.baseline },
      goal: null,
    },
    {
      name: `sign-ins, ${scheme}`,
      value: signInRates.ours,
      unit: '/s',
      baseline: { name: hashing, value: signInRates.baseline },
      goal: GOAL[scheme],
    },
    {
      name: `/auth/me during 32 concurrent sign-ups, ${scheme}, p50`,
      value: reads.p50,
      unit: 'ms',
      baseline: null,
      goal: '≤ 5',
    },
    {
      name: `/auth/me during 32 concurrent sign-ups, ${scheme}, p99`,
      value: reads.p99,
      unit: 'ms',
      baseline: null,
      goal: '≤ 25',
    },
  ];
}
