import { setTimeout as sleep } from 'node:timers/promises';
import { newAccount, openAccount, post, signIn } from '../account.js';
import type { Tokens } from '../account.js';
import { load } from '../load.js';
import type { Load } from '../load.js';
import { alternate, percentile } from '../measure.js';
import type { Measurement } from '../measure.js';
import type { MailSink } from '../programs/mail-sink.js';
import type { Program } from '../programs/program.js';
import { SERVICE_TOKEN } from '../programs/programs.js';

const CLIENTS = 64;
/** More sessions than clients, because a client sends its next request before its new token is stored. */
const SESSIONS = 2 * CLIENTS;
const SECONDS = 4;
const WARM_UP_SECONDS = 2;
const ROUNDS = 2;
const MAILS = 200;
const SUSTAINED_SECONDS = 20;
const ACCOUNTS = 256;
const DRAIN_CHECK_MS = 20;
/** Time without a mail after which the rest counts as lost. */
const DRAIN_LIMIT_MS = 30_000;

/** Measures the service over HTTP without password hashing. Baseline: a bare Express app. */
export async function measureWithoutHashing(
  service: Program,
  bare: Program,
  sink: MailSink,
): Promise<Measurement[]> {
  const { access_token: token } = await signIn(service.url, await openAccount(service.url));
  const me = {
    url: `${service.url}/auth/me`,
    method: 'GET',
    headers: { authorization: `Bearer ${token}` },
    clients: CLIENTS,
  } as const;
  const signUps = {
    url: `${service.url}/auth/signup`,
    method: 'POST',
    body: newAccount,
    clients: CLIENTS,
  } as const;
  const bareGet = { url: bare.url, method: 'GET', clients: CLIENTS, seconds: SECONDS } as const;
  const barePost = { ...bareGet, method: 'POST', body: newAccount } as const;

  for (const warmUp of [me, signUps, await prepareRefreshes(service.url), bareGet, barePost])
    await load({ ...warmUp, seconds: WARM_UP_SECONDS });
  const latencies = await measureMailLatencies(service.url, sink);
  const checks = await alternate(ROUNDS, perSecond({ ...me, seconds: SECONDS }), perSecond(bareGet));
  const refreshes = await alternate(
    ROUNDS,
    async () => (await load({ ...(await prepareRefreshes(service.url)), seconds: SECONDS })).perSecond,
    perSecond(barePost),
  );
  const registrations = await alternate(
    ROUNDS,
    perSecond({ ...signUps, seconds: SECONDS }),
    perSecond(barePost),
  );
  const accounts = await Promise.all(Array.from({ length: ACCOUNTS }, () => openAccount(service.url)));
  let next = 0;
  const signIns = {
    url: `${service.url}/auth/login`,
    method: 'POST',
    body() {
      const { email, password } = accounts[(next += 1) % ACCOUNTS] ?? newAccount();
      return { email, password };
    },
    clients: CLIENTS,
  } as const;
  await load({ ...signIns, seconds: WARM_UP_SECONDS });
  const signInRates = await alternate(
    ROUNDS,
    perSecond({ ...signIns, seconds: SECONDS }),
    perSecond(barePost),
  );
  const sustained = await measureWithMails(signUps, service.url, sink);
  return [
    {
      name: 'sign-ups with all their mails, hashing off',
      value: sustained,
      unit: '/s',
      baseline: { name: 'bare express', value: registrations.baseline },
      goal: '≥ 1,500',
    },
    {
      name: 'sign-ins, hashing off',
      value: signInRates.ours,
      unit: '/s',
      baseline: { name: 'bare express', value: signInRates.baseline },
      goal: '≥ 1,300',
    },
    {
      name: 'sign-ups, hashing off',
      value: registrations.ours,
      unit: '/s',
      baseline: { name: 'bare express', value: registrations.baseline },
      goal: '≥ 1,500',
    },
    {
      name: 'token checks (/auth/me)',
      value: checks.ours,
      unit: '/s',
      baseline: { name: 'bare express', value: checks.baseline },
      goal: '≥ 5,000',
    },
    {
      name: 'refreshes',
      value: refreshes.ours,
      unit: '/s',
      baseline: { name: 'bare express', value: refreshes.baseline },
      goal: '≥ 1,000',
    },
    {
      name: 'register → mail at SMTP, p50',
      value: percentile(latencies, 50),
      unit: 'ms',
      baseline: null,
      goal: '< 50',
    },
    {
      name: 'register → mail at SMTP, p99',
      value: percentile(latencies, 99),
      unit: 'ms',
      baseline: null,
      goal: null,
    },
    {
      name: 'memory after this load',
      value: await readResidentMb(service.url),
      unit: 'MB',
      baseline: null,
      goal: null,
    },
  ];
}

/** Prepares a load of refreshes. Each request uses the newest token of a session that no other request uses. */
async function prepareRefreshes(url: string) {
  const tokens: string[] = [];
  for (let i = 0; i < SESSIONS; i += 1) {
    tokens.push((await signIn(url, await openAccount(url))).refresh_token);
  }
  return {
    url: `${url}/auth/refresh`,
    method: 'POST',
    body: () => ({ refresh_token: tokens.shift() }),
    onAnswer: (body: string) => tokens.push((JSON.parse(body) as Tokens).refresh_token),
    clients: CLIENTS,
  } as const;
}

function perSecond(options: Load): () => Promise<number> {
  return async () => (await load(options)).perSecond;
}

/** Measures the milliseconds from a sign-up to its mail, one sign-up at a time. */
async function measureMailLatencies(url: string, sink: MailSink): Promise<number[]> {
  await waitForBacklog(url, sink);
  const latencies: number[] = [];
  for (let i = 0; i < MAILS; i += 1) {
    const account = newAccount();
    const arrivedAt = sink.waitForMail(account.email);
    const started = performance.now();
    await post(`${url}/auth/signup`, account);
    latencies.push((await arrivedAt) - started);
  }
  return latencies;
}

/** Measures sign-ups until their last mail has arrived. */
async function measureWithMails(
  signUps: Omit<Load, 'seconds'>,
  url: string,
  sink: MailSink,
): Promise<number> {
  await waitForBacklog(url, sink);
  const before = sink.received();
  const started = performance.now();
  const { perSecond: rate } = await load({ ...signUps, seconds: SUSTAINED_SECONDS });
  const expected = Math.round(rate * SUSTAINED_SECONDS);
  let received = sink.received() - before;
  for (let lastAt = performance.now(); received < expected;) {
    if (performance.now() - lastAt > DRAIN_LIMIT_MS)
      throw new Error(`Only ${String(received)} of ${String(expected)} mails arrived.`);
    await sleep(DRAIN_CHECK_MS);
    const now = sink.received() - before;
    if (now > received) lastAt = performance.now();
    received = now;
  }
  return (received * 1000) / (performance.now() - started);
}

/** Waits for the mails of earlier load. Mails are sent in the order of their sign-ups. */
async function waitForBacklog(url: string, sink: MailSink): Promise<void> {
  const account = newAccount();
  const arrivedAt = sink.waitForMail(account.email);
  await post(`${url}/auth/signup`, account);
  await arrivedAt;
}

async function readResidentMb(url: string): Promise<number> {
  const response = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${SERVICE_TOKEN}` } });
  const bytes = /^process_resident_memory_bytes (\S+)/m.exec(await response.text())?.[1];
  return Number(bytes) / 2 ** 20;
}
