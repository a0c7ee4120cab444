import { newcomer, openAccount, signIn } from '../account.js';
import { bareHashRate } from '../hashing/rate.js';
import type { Comparing } from '../hashing/rate.js';
import { load } from '../load.js';
import { byTurns } from '../measure.js';
import type { Measurement } from '../measure.js';
import type { Program } from '../programs/program.js';

const ACCOUNTS = 32;
const CLIENTS = 32;
const SECONDS = 5;
const ROUNDS = 2;
const READERS = { clients: 8, rate: 200 };

const LIBRARY = { bcrypt: 'bare bcryptjs', argon2id: 'bare @node-rs/argon2' } as const;
/** argon2id takes a fourth of the time of bcrypt, so the rest of a sign-in weighs more. */
const GOAL = { bcrypt: 'ratio ≥ 0.85', argon2id: null } as const;

/** What hashing leaves of the machine, beside the rate of hashes that it can do at all. */
export async function measureWithHashing(
  { url }: Program,
  scheme: Comparing['scheme'],
): Promise<Measurement[]> {
  const accounts = await Promise.all(Array.from({ length: ACCOUNTS }, () => openAccount(url)));
  const { access_token: token } = await signIn(url, accounts[0] ?? newcomer());
  let next = 0;
  const credentials = () => {
    const { email, password } = accounts[(next += 1) % ACCOUNTS] ?? newcomer();
    return { email, password };
  };
  const clients = { method: 'POST', clients: CLIENTS, seconds: SECONDS } as const;
  // Clients that stop leave passwords in the queue: a sign-in that is answered has seen the end of it.
  const rested = async () => await signIn(url, accounts[0] ?? newcomer());
  const signIns = async () => {
    await rested();
    return await load({ ...clients, url: `${url}/auth/login`, body: credentials });
  };
  const signUps = async () => {
    await rested();
    return await load({ ...clients, url: `${url}/auth/signup`, body: newcomer });
  };
  const hashes = async () => {
    await rested();
    return await bareHashRate({ scheme, seconds: SECONDS });
  };

  const signedIn = await byTurns(ROUNDS, async () => (await signIns()).perSecond, hashes);
  const signedUp = await byTurns(1, async () => (await signUps()).perSecond, hashes);
  const me = { url: `${url}/auth/me`, method: 'GET', headers: { authorization: `Bearer ${token}` } } as const;
  const [reads] = await Promise.all([load({ ...me, ...READERS, seconds: SECONDS }), signUps()]);
  const hashing = LIBRARY[scheme];
  return [
    {
      what: `sign-ups, ${scheme}`,
      value: signedUp.ours,
      unit: '/s',
      floor: { what: hashing, value: signedUp.floor },
      goal: null,
    },
    {
      what: `sign-ins, ${scheme}`,
      value: signedIn.ours,
      unit: '/s',
      floor: { what: hashing, value: signedIn.floor },
      goal: GOAL[scheme],
    },
    {
      what: `/auth/me beside 32 signing up, ${scheme}, p50`,
      value: reads.p50,
      unit: 'ms',
      floor: null,
      goal: '≤ 5',
    },
    {
      what: `/auth/me beside 32 signing up, ${scheme}, p99`,
      value: reads.p99,
      unit: 'ms',
      floor: null,
      goal: '≤ 25',
    },
  ];
}
