import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SMTPServer } from 'smtp-server';
import { newEmail, signUp } from '../support/clients/accounts.js';
import { listAll, readMetric } from '../support/clients/admin-api.js';
import { waitFor } from '../support/clients/wait-for.js';
import { startCredence, startRole } from '../support/server/credence.js';
import type { Credence, RunningProgram } from '../support/server/credence.js';
import { freePort } from '../support/server/free-port.js';
import { useStores } from '../support/stores/stores.js';
import type { TestStores } from '../support/stores/stores.js';

const PEOPLE = 20;
/** The promised takeover time, with a margin for a busy machine. */
const TAKEOVER_MS = 5_000 + 3_000;

let stores: TestStores;
let mailServer: SMTPServer;
let environment: Record<string, string>;
let api: Credence;
let projector: RunningProgram;
let worker: RunningProgram;
/** While it is true, the mail server does not answer. */
let isSilent = true;
let unanswered = 0;
const accepted: string[] = [];

beforeAll(async () => {
  stores = await useStores();
  const port = await freePort();
  mailServer = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 500,
    onData(contents, { envelope }, done) {
      contents.resume();
      contents.once('end', () => {
        if (isSilent) {
          unanswered += 1;
          return;
        }
        accepted.push(...envelope.rcptTo.map(({ address }) => address));
        done();
      });
    },
  });
  // A killed worker breaks its connections, which is also an error of this server.
  mailServer.on('error', () => undefined);
  await once(mailServer.listen(port, '127.0.0.1'), 'listening');
  environment = { ...stores.environment, SMTP_URL: `smtp://127.0.0.1:${String(port)}`, LOG_LEVEL: 'warn' };
  api = await startCredence(environment, { role: 'api' });
  projector = startRole('projector', environment);
  worker = startRole('worker', environment);
}, 60_000);

afterAll(async () => {
  await Promise.all([api.stop(), projector.stop(), worker.stop()]);
  await new Promise<void>((resolve) => {
    mailServer.close(resolve);
  });
  await stores.dispose();
});

async function jobs(state: string): Promise<number | undefined> {
  return await readMetric(api, `credence_jobs{state="${state}"}`);
}

/** Starts a worker, and waits until it is ready. */
async function startReadyWorker(): Promise<RunningProgram> {
  const port = String(await freePort());
  const started = startRole('worker', { ...environment, HEALTH_PORT: port });
  const isLive = async () =>
    await fetch(`http://127.0.0.1:${port}/health/live`).then(
      ({ ok }) => ok,
      () => false,
    );
  await waitFor('the worker is ready', isLive);
  return started;
}

describe('a worker that is killed while it sends mails', () => {
  test('another worker takes over its claims within five seconds, and no mail is lost (EVT-13)', async () => {
    const addresses = Array.from({ length: PEOPLE }, newEmail);
    const answers = await Promise.all(addresses.map((email) => signUp(api, { email })));
    await waitFor('the worker has claimed all jobs', async () => (await jobs('active')) === PEOPLE);
    expect(unanswered).toBeGreaterThan(0);
    const other = await startReadyWorker();
    await worker.kill();
    worker = other;
    isSilent = false;

    await waitFor(
      'every mail is accepted',
      () => addresses.every((email) => accepted.includes(email)),
      TAKEOVER_MS,
    );
    await waitFor('no job is left', async () => (await jobs('active')) === 0);
    expect(accepted.sort()).toEqual(addresses.sort());
    for (const { body } of answers) {
      await waitFor('the delivery is recorded', async () => {
        const events = await listAll(api, `/v1/users/${body.user_id}/events`);
        return events.filter(({ type }) => type === 'MailSent').length === 1;
      });
    }
  }, 90_000);
});
