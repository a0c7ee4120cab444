import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { SERVICE_TOKEN } from '../server/credence.js';
import type { Answer, Credence } from '../server/credence.js';
import { waitUntilAnswered } from './wait-for.js';

const CLIENTS = 4;
/** Maximum time for one registration, retries included. */
const REGISTRATION_MS = 60_000;
const HEALTH_INTERVAL_MS = 100;
const password = 'correct horse battery staple';

/** An answer and the time until it arrived. */
export interface ObservedAnswer extends Answer {
  readonly path: string;
  readonly ms: number;
}

export interface Traffic {
  readonly answers: readonly ObservedAnswer[];
  /** Addresses with an acknowledged registration. */
  readonly registered: readonly string[];
  stop(): Promise<void>;
}

/** Starts clients that register, sign in and read until `stop`. They retry failed registrations. */
export function startTraffic(credence: Credence): Traffic {
  const answers: ObservedAnswer[] = [];
  const registered: string[] = [];
  const stopped = new AbortController();

  async function observe(path: string, send: () => Promise<Answer>): Promise<Answer> {
    const started = Date.now();
    const answer = await send();
    answers.push({ ...answer, path, ms: Date.now() - started });
    return answer;
  }

  async function client(): Promise<void> {
    while (!stopped.signal.aborted) {
      const email = `${randomUUID()}@example.com`;
      const headers = { 'idempotency-key': randomUUID() };
      const body = { email, username: 'ada', password };
      const send = () =>
        observe('/auth/signup', () => credence.call('POST', '/auth/signup', { body, headers }));
      await waitUntilAnswered(`${email} is registered`, send, REGISTRATION_MS);
      registered.push(email);
      await observe('/auth/login', () => credence.call('POST', '/auth/login', { body: { email, password } }));
      await observe('/v1/users', () => credence.call('GET', '/v1/users', { token: SERVICE_TOKEN }));
    }
  }

  async function watchHealth(): Promise<void> {
    while (!stopped.signal.aborted) {
      await observe('/health/live', () => credence.call('GET', '/health/live'));
      await observe('/health/ready', () => credence.call('GET', '/health/ready'));
      await sleep(HEALTH_INTERVAL_MS);
    }
  }

  const clients = Promise.all([...Array.from({ length: CLIENTS }, client), watchHealth()]);
  // `stop` reports a failure. Without this line, Node.js would end the process before that.
  clients.catch(() => undefined);
  return {
    answers,
    registered,
    async stop() {
      stopped.abort();
      await clients;
    },
  };
}
