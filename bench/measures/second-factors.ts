import { newAccount, openAccount, post, signIn } from '../account.js';
import type { SignUp } from '../account.js';
import { load } from '../load.js';
import { alternate, median, percentile } from '../measure.js';
import type { Measurement } from '../measure.js';
import { millisecondsOf, rateOf, several } from '../work-lists.js';
import { addPasskeys, answerOf, codeIn, firstStep, openPersonWithApp } from '../people-with-factors.js';
import type { PersonWithApp } from '../people-with-factors.js';
import type { Program } from '../programs/program.js';

const PEOPLE = 200;
const CLIENTS = 32;
/** Sign-ins with bcrypt, and the clients that send them: more would be refused. */
const HASHES = 16;
const HASHING_CLIENTS = 4;
const SECONDS = 4;
const ROUNDS = 2;
/** Sign-ins at once are of different people: those of one person wait for each other. */
const KEYS = 100;
const MOST_FACTORS = 10;
const IN_A_ROW = 1000;
const FIRST_AND_LAST = 100;
const SIGN_INS_OF_ONE = 60;
const GUESSES_PER_SECOND = 200;
const GUESSING_MS = 10_000;
const PROBE_MS = 50;

/** Measures the second steps of sign-ins, and sign-ins by passkey, beside sign-ins by a password alone. */
export async function measureSecondFactors(
  { url }: Program,
  { bare, withBcrypt }: { readonly bare: Program; readonly withBcrypt: Program },
): Promise<Measurement[]> {
  const plain = await several(PEOPLE, () => openAccount(url));
  const signInAll = () => rateOf(plain, (person) => signIn(url, person));
  await signInAll();
  const passwords = await signInAll();
  return [
    ...(await measureSteps(url, passwords)),
    ...(await measurePasskeys(url, passwords, await bcryptRate(withBcrypt.url))),
    await measureOptions(url, bare),
    await measureManyFactors(url),
    await measureGuesses(url),
  ];
}

/** An app shows one code that works after its enrolment, so the second step alone is measured with other people. */
async function measureSteps(url: string, oneStep: number): Promise<Measurement[]> {
  const verify = (mfaToken: string, { secret }: PersonWithApp) =>
    post(`${url}/auth/mfa/verify`, { mfa_token: mfaToken, method: 'totp', code: codeIn(secret, 0) });
  const people = await several(PEOPLE, () => openPersonWithApp(url));
  const both = await rateOf(people, async (person) => verify(await firstStep(url, person), person));
  const pending = await several(PEOPLE, async () => {
    const person = await openPersonWithApp(url);
    return { person, token: await firstStep(url, person) };
  });
  const second = await rateOf(pending, ({ person, token }) => verify(token, person));
  const baseline = { name: 'one step', value: oneStep };
  return [
    {
      name: 'sign-ins in two steps',
      value: both,
      unit: '/s',
      baseline,
      goal: 'ratio ≥ 0.45',
      leastRatio: 0.45,
    },
    { name: 'second steps alone', value: second, unit: '/s', baseline, goal: 'ratio ≥ 0.8', leastRatio: 0.8 },
  ];
}

async function measurePasskeys(url: string, unhashed: number, bcrypt: number): Promise<Measurement[]> {
  const holders = await several(KEYS, async () => await addPasskeys(url, await openAccount(url), 1));
  const keys = holders.flat();
  const signInBy = async (answer: Awaited<ReturnType<typeof answerOf>>) =>
    await post(`${url}/auth/passkey/login`, answer);
  const answers = await several(PEOPLE * 2, async (n) => {
    const key = keys[n % keys.length];
    if (key === undefined) throw new Error('There is no passkey.');
    return await answerOf(url, key);
  });
  await rateOf(answers.slice(0, PEOPLE), signInBy);
  const rate = await rateOf(answers.slice(PEOPLE), signInBy);
  const [key] = await addPasskeys(url, await openAccount(url), 1);
  if (key === undefined) throw new Error('There is no passkey.');
  const times: number[] = [];
  for (let n = 0; n < IN_A_ROW; n += 1) {
    const answer = await answerOf(url, key);
    times.push(await millisecondsOf(() => signInBy(answer)));
  }
  const first = median(times.slice(0, FIRST_AND_LAST));
  return [
    {
      name: 'sign-ins by passkey',
      value: rate,
      unit: '/s',
      baseline: { name: 'by password, hashing off', value: unhashed },
      goal: 'ratio ≥ 0.5',
      leastRatio: 0.5,
    },
    {
      name: 'sign-ins by passkey',
      value: rate,
      unit: '/s',
      baseline: { name: 'by password, bcrypt', value: bcrypt },
      goal: 'ratio ≥ 25',
      leastRatio: 25,
    },
    {
      name: 'sign-in by passkey after 1,000 others',
      value: median(times.slice(-FIRST_AND_LAST)),
      unit: 'ms',
      baseline: { name: 'the first ones', value: first },
      goal: 'ratio ≤ 1.2',
      mostRatio: 1.2,
    },
  ];
}

async function bcryptRate(url: string): Promise<number> {
  const people = await several(HASHES, () => openAccount(url), HASHING_CLIENTS);
  return await rateOf(people, (person) => signIn(url, person), HASHING_CLIENTS);
}

async function measureOptions(url: string, bare: Program): Promise<Measurement> {
  const request = { method: 'POST', body: () => ({}), clients: CLIENTS, seconds: SECONDS } as const;
  const perSecond = (address: string) => async () => (await load({ ...request, url: address })).perSecond;
  const { ours, baseline } = await alternate(
    ROUNDS,
    perSecond(`${url}/auth/passkey/options`),
    perSecond(bare.url),
  );
  return {
    name: 'options of a sign-in by passkey',
    value: ours,
    unit: '/s',
    baseline: { name: 'bare express', value: baseline },
    goal: 'ratio ≥ 0.9',
    leastRatio: 0.9,
  };
}

/** An account with passkeys signs in by its password, which folds all of them. */
async function measureManyFactors(url: string): Promise<Measurement> {
  const [many, none] = [await openAccount(url), await openAccount(url)];
  await addPasskeys(url, many, MOST_FACTORS);
  const signInAs = (person: SignUp) => () => millisecondsOf(() => signIn(url, person));
  const { ours, baseline } = await alternate(SIGN_INS_OF_ONE, signInAs(many), signInAs(none));
  return {
    name: 'sign-in of an account with 10 factors',
    value: ours,
    unit: 'ms',
    baseline: { name: 'without factors', value: baseline },
    goal: 'ratio ≤ 1.2',
    mostRatio: 1.2,
  };
}

async function measureGuesses(url: string): Promise<Measurement> {
  const people = await several(CLIENTS, () => openPersonWithApp(url));
  const tokens = await Promise.all(people.map((person) => firstStep(url, person)));
  const guess = (token: string) =>
    post(`${url}/auth/mfa/verify`, { mfa_token: token, method: 'totp', code: '000000' }).catch(() => null);
  const times: number[] = [];
  const running: Promise<unknown>[] = [];
  const guessing = setInterval(() => {
    for (let n = 0; n < (GUESSES_PER_SECOND * PROBE_MS) / 1000; n += 1)
      running.push(guess(tokens[running.length % tokens.length] ?? newAccount().email));
    running.push(millisecondsOf(() => fetch(`${url}/health/live`)).then((ms) => times.push(ms)));
  }, PROBE_MS);
  await new Promise((resolve) => setTimeout(resolve, GUESSING_MS));
  clearInterval(guessing);
  await Promise.all(running);
  return {
    name: '/health/live under 200 wrong codes per second, p99',
    value: percentile(times, 99),
    unit: 'ms',
    baseline: null,
    goal: '< 100',
    budget: 100,
  };
}
