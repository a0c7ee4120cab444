import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startAnalyticsService } from '../../support/analytics/analytics-service.js';
import type { AnalyticsService } from '../../support/analytics/analytics-service.js';
import { waitFor } from '../../support/clients/wait-for.js';
import { startCredence, tokenFromMail } from '../../support/server/credence.js';
import type { Credence } from '../../support/server/credence.js';
import { useStores } from '../../support/stores/stores.js';
import type { TestStores } from '../../support/stores/stores.js';

const LONG_MS = 60_000;
const password = 'correct horse battery staple';

let stores: TestStores;
let service: AnalyticsService;
let credence: Credence;

beforeAll(async () => {
  [stores, service] = await Promise.all([useStores(), startAnalyticsService()]);
  credence = await startCredence({
    ...stores.environment,
    WEBHOOK_ALLOW_PRIVATE: 'true',
    GA_MEASUREMENT_ID: 'G-TEST123456',
    GA_API_SECRET: 'a-secret-of-google',
    GA_ENDPOINT: `${service.url}/mp/collect`,
    ANALYTICS_URL: `${service.url}/v1/batch`,
    ANALYTICS_WRITE_KEY: 'a-write-key',
  });
});

afterAll(async () => {
  await credence.stop();
  await service.stop();
  await stores.dispose();
});

/** Signs a person up, verifies the address, and signs the person in. Returns the id of the person. */
async function join(name: string): Promise<string> {
  const email = `${name}@example.com`;
  const { body } = await credence.call('POST', '/auth/signup', { body: { email, username: name, password } });
  const [mail] = await credence.mails(email);
  await credence.call('POST', '/auth/verify-email', { body: { token: tokenFromMail(mail) } });
  await credence.call('POST', '/auth/login', { body: { email, password } });
  return body.user_id;
}

const STEPS = ['email_verified', 'login', 'sign_up'];
const namesOf = (events: readonly { readonly name: string }[]) => events.map(({ name }) => name).sort();

describe('the reports of sign-ups and sign-ins', () => {
  test(
    'ANA-3 arrive once each, although the services were away',
    async () => {
      service.fail(true);
      await join('edith');
      await waitFor('two refused requests of each reporter', () => service.refused >= 4);
      await join('hugo');
      service.fail(false);
      await waitFor('all reports', () => service.google.length >= 6 && service.segment.length >= 6);
      // Reports of a third person come after any repeated one of the first two.
      await join('karla');
      await waitFor('later reports', () => service.google.length >= 9 && service.segment.length >= 9);

      const expected = [...STEPS, ...STEPS, ...STEPS].sort();
      for (const events of [service.google, service.segment]) {
        expect(namesOf(events)).toEqual(expected);
        expect(new Set(events.map(({ id }) => id)).size).toBe(9);
        expect(new Set(events.map(({ person }) => person)).size).toBe(3);
        expect(events.find(({ name }) => name === 'login')?.method).toBe('pwd');
      }
    },
    LONG_MS,
  );

  test(
    'ANA-2 have no personal data, and no id of a person',
    async () => {
      const before = service.google.length;
      const userId = await join('leopold');
      await waitFor('the reports', () => service.google.length >= before + STEPS.length);
      const arrived = service.arrived.join('\n');
      expect(arrived).not.toMatch(/edith|hugo|karla|leopold|example\.com/i);
      expect(arrived).not.toContain(userId);
      expect(arrived).not.toContain(password);
      // The secrets of the services are in no line of the log.
      expect(credence.output()).not.toMatch(/a-secret-of-google|a-write-key/);
    },
    LONG_MS,
  );
});
