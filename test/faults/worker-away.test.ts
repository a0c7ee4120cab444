import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SMTPServer } from 'smtp-server';
import { Webhook } from 'standardwebhooks';
import { newEmail, signIn, signUp } from '../support/clients/accounts.js';
import { listAll, readMetric } from '../support/clients/admin-api.js';
import { waitFor } from '../support/clients/wait-for.js';
import { codeAt } from '../support/domain/totp-codes.js';
import { SERVICE_TOKEN, startCredence, startRole } from '../support/server/credence.js';
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

const SMS_SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
/** The data of the text messages that the receiver got. It does not answer to the first one. */
const texts: unknown[] = [];
const smsReceiver = createServer((request, response) => {
  void text(request).then((body) => {
    const headers = Object.entries(request.headers).map(([name, value]): [string, string] => [
      name,
      String(value),
    ]);
    const { data } = new Webhook(SMS_SECRET).verify(body, Object.fromEntries(headers)) as { data: unknown };
    texts.push(data);
    if (texts.length > 1) response.writeHead(204).end();
  });
});

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
  const smsPort = await freePort();
  await once(smsReceiver.listen(smsPort, '127.0.0.1'), 'listening');
  environment = {
    ...stores.environment,
    SMS_URL: `webhook+http://127.0.0.1:${String(smsPort)}/send`,
    SMS_WEBHOOK_SECRET: SMS_SECRET,
    SMS_COUNTRIES: 'DE',
    SMTP_URL: `smtp://127.0.0.1:${String(port)}`,
    LOG_LEVEL: 'warn',
    EXPOSE_VERIFICATION_TOKEN: 'true',
    MFA_RESET_DELAY: '3s',
  };
  api = await startCredence(environment, { role: 'api' });
  projector = startRole('projector', environment);
  worker = startRole('worker', environment);
});

afterAll(async () => {
  await Promise.all([api.stop(), projector.stop(), worker.stop()]);
  await new Promise<void>((resolve) => {
    mailServer.close(resolve);
  });
  smsReceiver.closeAllConnections();
  smsReceiver.close();
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
    await waitFor('the mail server has a mail', () => unanswered > 0);
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
  });
});

describe('a worker that is killed before a reset of factors is due', () => {
  test('the next worker does the reset once, at its time (MFA-39)', async () => {
    const { userId, token } = await createAccountWithApp();
    const path = `/v1/users/${userId}`;
    const asked = await api.call('POST', `${path}/mfa/reset`, { body: {}, token: SERVICE_TOKEN });
    expect(asked.status).toBe(200);
    await waitFor('the job waits', async () => (await jobs('delayed')) === 1);
    await worker.kill();
    expect((await api.call('GET', '/auth/me', { token })).status).toBe(200);
    worker = await startReadyWorker();
    const isReset = async () =>
      (await listAll(api, `${path}/events`)).filter(({ type }) => type === 'FactorsReset').length === 1;
    await waitFor('the factors are reset', isReset);
    expect((await api.call('GET', '/auth/me', { token })).status).toBe(401);
  });
});

describe('a worker that is killed while it hands over a text message', () => {
  test('the next worker sends it again with the same id and code, and records it once (SMS-13, SMS-14)', async () => {
    const { userId, token } = await createAccountWithApp();
    const body = { phone: '+4915112345678' };
    const asked = api.call('POST', '/auth/factors/phone', { body, token });
    await waitFor('the receiver has the message', () => texts.length === 1);
    await worker.kill();
    worker = await startReadyWorker();
    expect((await asked).status).toBe(202);
    await waitFor('the receiver has it again', () => texts.length === 2, TAKEOVER_MS);
    expect(texts[1]).toEqual(texts[0]);
    await waitFor('the delivery is recorded', async () => {
      const events = await listAll(api, `/v1/users/${userId}/events`);
      return events.filter(({ type }) => type === 'SmsSent').length === 1;
    });
    expect(texts).toHaveLength(2);
  });
});

async function createAccountWithApp() {
  const email = newEmail();
  const { body: account } = await signUp(api, { email });
  await api.call('POST', '/auth/verify-email', { body: { token: account.verificationToken } });
  const { body: session } = await signIn(api, email);
  const token = session.access_token;
  const { body: started } = await api.call('POST', '/auth/factors/totp', { body: {}, token });
  const { enrolment_token, secret } = started as unknown as { enrolment_token: string; secret: string };
  const body = { enrolment_token, code: codeAt(new Date(), secret) };
  await api.call('POST', '/auth/factors/totp/confirm', { body, token });
  return { userId: account.user_id, token };
}
