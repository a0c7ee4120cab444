import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { SERVICE_TOKEN } from '../server/credence.js';
import type { Answer, Credence } from '../server/credence.js';
import { waitUntilAnswered } from './wait-for.js';

const CLIENTS = 4;
/** How long a client goes on to send one registration. */
const REGISTRATION_MS = 60_000;
const HEALTH_INTERVAL_MS = 100;
const password = 'correct horse battery staple';

/** One answer, and how long it took. */
export interface ObservedAnswer extends Answer {
  readonly path: string;
  readonly ms: number;
}

export interface Traffic {
  readonly answers: readonly ObservedAnswer[];
  /** The addresses whose registration was acknowledged. */
  readonly registered: readonly string[];
  stop(): Promise<void>;
}

/** Clients that register, sign in and read until they are told to end, and send again what was not done. */
export function startTraffic(credence: Credence): Traffic {
  const answers: ObservedAnswer[] = [];
  const registered: string[] = [];
  const end = new AbortController();

  async function observed(path: string, ask: () => Promise<Answer>): Promise<Answer> {
    const started = Date.now();
    const answer = await ask();
    answers.push({ ...answer, path, ms: Date.now() - started });
    return answer;
  }

  async function client(): Promise<void> {
    while (!end.signal.aborted) {
      const email = `${randomUUID()}@example.com`;
      const headers = { 'idempotency-key': randomUUID() };
      const body = { email, username: 'ada', password };
      const send = () =>
        observed('/auth/signup', () => credence.call('POST', '/auth/signup', { body, headers }));
      await waitUntilAnswered(`${email} is registered`, send, REGISTRATION_MS);
      registered.push(email);
      await observed('/auth/login', () =>
        credence.call('POST', '/auth/login', { body: { email, password } }),
      );
      await observed('/v1/users', () => credence.call('GET', '/v1/users', { token: SERVICE_TOKEN }));
    }
  }

  async function watchHealth(): Promise<void> {
    while (!end.signal.aborted) {
      await observed('/health/live', () => credence.call('GET', '/health/live'));
      await observed('/health/ready', () => credence.call('GET', '/health/ready'));
      await sleep(HEALTH_INTERVAL_MS);
    }
  }

  const all = Promise.all([...Array.from({ length: CLIENTS }, client), watchHealth()]);
  // Told by `end`; until then it must not end the tests.
  all.catch(() => undefined);
  return {
    answers,
    registered,
    async stop() {
      end.abort();
      await all;
    },
  };
}
