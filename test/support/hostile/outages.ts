import { expect } from '@jest/globals';
import type { Credence } from '../server/credence.js';
import { waitFor } from '../clients/wait-for.js';
import { startTraffic } from '../clients/traffic.js';
import type { Traffic } from '../clients/traffic.js';

/** Number of registrations that proves that the service works. */
const ENOUGH_REGISTRATIONS = 5;
/** Maximum duration of an answer: the service's own bound of 10 s, and some time for a busy machine. */
export const MAX_ANSWER_MS = 12_000;
const RECOVERY_MS = 30_000;

/** Breaks and restores a store under traffic, and waits until the service recovers. Returns the observed traffic. */
export async function runOutage(
  credence: Credence,
  breakStore: () => Promise<void>,
  restoreStore: () => Promise<void>,
): Promise<Traffic> {
  const traffic = startTraffic(credence);
  await waitFor(
    'registrations succeed before the outage',
    () => traffic.registered.length > ENOUGH_REGISTRATIONS,
  );
  await breakStore();
  await restoreStore();
  const before = traffic.registered.length;
  await waitFor(
    'registrations succeed after the outage',
    () => traffic.registered.length > before + ENOUGH_REGISTRATIONS,
    RECOVERY_MS,
  );
  await waitFor(
    'the service is ready after the outage',
    async () => (await credence.call('GET', '/health/ready')).status === 200,
    RECOVERY_MS,
  );
  await traffic.stop();
  return traffic;
}

/** Expects that every answer arrived in time and was a success or a documented refusal. */
export function expectBoundedAnswers({ answers }: Traffic): void {
  const slow = answers.filter(({ ms }) => ms > MAX_ANSWER_MS);
  expect(slow.map(({ path, status, ms }) => ({ path, status, ms }))).toEqual([]);

  // The accounts are unverified, so a sign-in answers 403 when the service works.
  const expected = new Set([200, 201, 403, 409, 503]);
  expect(
    answers.filter(({ status }) => !expected.has(status)).map(({ path, body }) => ({ path, body })),
  ).toEqual([]);
  expect(
    answers.filter(({ status, body }) => status === 409 && body.code !== 'idempotency_key_in_use'),
  ).toEqual([]);
}

/** Expects that commands during the outage received 503 with a Retry-After header. */
export function expectRetryableRefusals(traffic: Traffic): void {
  expectBoundedAnswers(traffic);
  const unavailable = traffic.answers.filter(
    ({ path, status }) => status === 503 && path !== '/health/ready',
  );
  expect(unavailable.length).toBeGreaterThan(0);
  for (const { headers, body } of unavailable) {
    expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect(body).toMatchObject({ status: 503, code: 'unavailable' });
  }
}

/** Expects that the process was always live, and not ready during the outage. */
export function expectHealthDuringOutage({ answers }: Traffic, failing: 'database' | 'log'): void {
  const statuses = (path: string) =>
    new Set(answers.filter((answer) => answer.path === path).map(({ status }) => status));
  expect(statuses('/health/live')).toEqual(new Set([200]));
  expect(statuses('/health/ready')).toEqual(new Set([200, 503]));
  const failures = answers.filter(({ path, status }) => path === '/health/ready' && status === 503);
  const checks: unknown = expect.objectContaining({ [failing]: 'failing' });
  // The first failure may fall into the moment of the outage, when one check has passed and another has not. The second
  // one cannot.
  expect(failures.slice(0, 2).map(({ body }) => body)).toContainEqual(
    expect.objectContaining({ status: 'failing', checks }),
  );
}
