import { expect } from '@jest/globals';
import type { Credence } from '../server/credence.js';
import { waitFor } from '../clients/wait-for.js';
import { startTraffic } from '../clients/traffic.js';
import type { Traffic } from '../clients/traffic.js';

/** How many registrations show that the service goes on. */
const ENOUGH_REGISTRATIONS = 5;
/** No answer may take longer: the service's own bound of 10 s, and some time for a busy machine. */
export const MAX_ANSWER_MS = 12_000;
const RECOVERY_MS = 30_000;

/** Takes a store away under traffic for a while and waits until all is well again. */
export async function runOutage(
  credence: Credence,
  breakStore: () => Promise<void>,
  restoreStore: () => Promise<void>,
): Promise<Traffic> {
  const traffic = startTraffic(credence);
  await waitFor('there is traffic', () => traffic.registered.length > ENOUGH_REGISTRATIONS);
  await breakStore();
  await restoreStore();
  const before = traffic.registered.length;
  await waitFor(
    'registrations go on',
    () => traffic.registered.length > before + ENOUGH_REGISTRATIONS,
    RECOVERY_MS,
  );
  await waitFor(
    'ready again',
    async () => (await credence.call('GET', '/health/ready')).status === 200,
    RECOVERY_MS,
  );
  await traffic.stop();
  return traffic;
}

/** Every answer came in time, and was a success or an honest refusal. */
export function expectBoundedAnswers({ answers }: Traffic): void {
  const slow = answers.filter(({ ms }) => ms > MAX_ANSWER_MS);
  expect(slow.map(({ path, status, ms }) => ({ path, status, ms }))).toEqual([]);

  // An account that was never verified is refused: 401 is what a sign-in that works answers here.
  const expected = new Set([200, 201, 401, 409, 503]);
  expect(
    answers.filter(({ status }) => !expected.has(status)).map(({ path, body }) => ({ path, body })),
  ).toEqual([]);
  expect(
    answers.filter(({ status, body }) => status === 409 && body.code !== 'idempotency_key_in_use'),
  ).toEqual([]);
}

/** Meanwhile commands were refused with 503, and with when to come again. */
export function expectRetryableRefusals(traffic: Traffic): void {
  expectBoundedAnswers(traffic);
  const away = traffic.answers.filter(({ path, status }) => status === 503 && path !== '/health/ready');
  expect(away.length).toBeGreaterThan(0);
  for (const { headers, body } of away) {
    expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect(body).toMatchObject({ status: 503, code: 'unavailable' });
  }
}

/** The process was live all the time and, meanwhile, not ready. */
export function expectHealthDuringOutage({ answers }: Traffic, failing: 'database' | 'log'): void {
  const statuses = (path: string) =>
    new Set(answers.filter((one) => one.path === path).map(({ status }) => status));
  expect(statuses('/health/live')).toEqual(new Set([200]));
  expect(statuses('/health/ready')).toEqual(new Set([200, 503]));
  const { body } = answers.find(({ path, status }) => path === '/health/ready' && status === 503) ?? {};
  expect(body).toMatchObject({ status: 'failing', checks: { [failing]: 'failing' } });
}
