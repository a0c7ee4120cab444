import { newcomer, openAccount, post, signIn } from '../account.js';
import type { Tokens } from '../account.js';
import { load } from '../load.js';
import { byTurns, percentile } from '../measure.js';
import type { Measurement } from '../measure.js';
import type { MailSink } from '../programs/mail-sink.js';
import type { Program } from '../programs/program.js';
import { SERVICE_TOKEN } from '../programs/programs.js';

const CLIENTS = 64;
/** More than clients: one asks for its next token a little before the last one is back. */
const SESSIONS = 2 * CLIENTS;
const SECONDS = 4;
const WARM_UP_SECONDS = 2;
const ROUNDS = 2;
const MAILS = 200;

/** What the program does beside hashing, over HTTP, beside a server that does nothing. */
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
    body: newcomer,
    clients: CLIENTS,
  } as const;
  const bareGet = { url: bare.url, method: 'GET', clients: CLIENTS, seconds: SECONDS } as const;
  const barePost = { ...bareGet, method: 'POST', body: newcomer } as const;

  for (const warmUp of [me, signUps, await refreshing(service.url), bareGet, barePost])
    await load({ ...warmUp, seconds: WARM_UP_SECONDS });
  const latencies = await mailLatencies(service.url, sink);
  const checks = await byTurns(ROUNDS, perSecond({ ...me, seconds: SECONDS }), perSecond(bareGet));
  const refreshed = await byTurns(
    ROUNDS,
    async () => (await load({ ...(await refreshing(service.url)), seconds: SECONDS })).perSecond,
    perSecond(barePost),
  );
  const registered = await byTurns(ROUNDS, perSecond({ ...signUps, seconds: SECONDS }), perSecond(barePost));
  return [
    {
      what: 'sign-ups, hashing off',
      value: registered.ours,
      unit: '/s',
      floor: { what: 'bare express', value: registered.floor },
      goal: '≥ 1,500',
    },
    {
      what: 'token checks (/auth/me)',
      value: checks.ours,
      unit: '/s',
      floor: { what: 'bare express', value: checks.floor },
      goal: '≥ 5,000',
    },
    {
      what: 'refreshes',
      value: refreshed.ours,
      unit: '/s',
      floor: { what: 'bare express', value: refreshed.floor },
      goal: '≥ 1,000',
    },
    {
      what: 'register → mail at SMTP, p50',
      value: percentile(latencies, 50),
      unit: 'ms',
      floor: null,
      goal: '< 50',
    },
    {
      what: 'register → mail at SMTP, p99',
      value: percentile(latencies, 99),
      unit: 'ms',
      floor: null,
      goal: null,
    },
    {
      what: 'memory after this load',
      value: await residentMb(service.url),
      unit: 'MB',
      floor: null,
      goal: null,
    },
  ];
}

/** Every client goes on with the token of a session that no other client has. What is under way at the end is lost. */
async function refreshing(url: string) {
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

function perSecond(what: Parameters<typeof load>[0]): () => Promise<number> {
  return async () => (await load(what)).perSecond;
}

/** Milliseconds from the request to the mail, one person after the other. */
async function mailLatencies(url: string, sink: MailSink): Promise<number[]> {
  await backlogOver(url, sink);
  const latencies: number[] = [];
  for (let i = 0; i < MAILS; i += 1) {
    const account = newcomer();
    const arrival = sink.arrival(account.email);
    const started = performance.now();
    await post(`${url}/auth/signup`, account);
    latencies.push((await arrival) - started);
  }
  return latencies;
}

/** Mails go out in the order of the sign-ups: the one to who comes now follows those of the load before. */
async function backlogOver(url: string, sink: MailSink): Promise<void> {
  const account = newcomer();
  const arrival = sink.arrival(account.email);
  await post(`${url}/auth/signup`, account);
  await arrival;
}

async function residentMb(url: string): Promise<number> {
  const response = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${SERVICE_TOKEN}` } });
  const bytes = /^process_resident_memory_bytes (\S+)/m.exec(await response.text())?.[1];
  return Number(bytes) / 2 ** 20;
}
