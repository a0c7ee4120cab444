import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { runCli } from '../support/server/cli.js';
import { SECRET_KEY, SERVICE_TOKEN, startCredence } from '../support/server/credence.js';
import { freePort } from '../support/server/free-port.js';
import type { Credence } from '../support/server/credence.js';
import { openMailbox } from '../support/clients/mailbox.js';
import { waitFor } from '../support/clients/wait-for.js';
import { usePostgres } from '../support/stores/postgres.js';
import type { TestDatabase } from '../support/stores/postgres.js';
import { listAll, readMetric } from '../support/clients/admin-api.js';

const password = 'correct horse battery staple';

let database: TestDatabase;
let port: number;
let credence: Credence;

beforeAll(async () => {
  database = await usePostgres();
  port = await freePort();
  credence = await start();
});

afterAll(async () => {
  await credence.stop();
  await database.dispose();
});

async function start(): Promise<Credence> {
  return await startCredence({
    DATABASE_URL: database.url,
    SECRET_KEY,
    SMTP_URL: `smtp://127.0.0.1:${port}`,
    SMTP_FAILING_AFTER: '2s',
    LOG_LEVEL: 'warn',
  });
}

/** Runs a mail server with the given behaviour on the configured port while `use` runs. */
async function withMailServer(behaviour: SMTPServerOptions, use: () => Promise<void>): Promise<void> {
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 500,
    ...behaviour,
  });
  // A killed program breaks its connection, which is also an error of this server.
  server.on('error', () => undefined);
  await once(server.listen(port, '127.0.0.1'), 'listening');
  try {
    await use();
  } finally {
    await new Promise<void>((resolve) => {
      server.close(resolve);
    });
  }
}

async function signUp(email: string) {
  return await credence.call('POST', '/auth/signup', { body: { email, username: 'ada', password } });
}

async function jobs(state: string): Promise<number | undefined> {
  return await readMetric(credence, `credence_jobs{state="${state}"}`);
}

/** Returns the status of readiness, and that of its check of the mail server. */
async function mailHealth(): Promise<string> {
  const { status, body } = await credence.call('GET', '/health/ready');
  expect(status).toBe(200);
  return `${body.status} ${(body as unknown as { checks: { mail: string } }).checks.mail}`;
}

/** Returns the delivery events of a user. */
async function deliveries(userId: string): Promise<Record<string, unknown>[]> {
  const events = await listAll(credence, `/v1/users/${userId}/events`);
  return events.filter(({ type }) => type === 'MailSent' || type === 'MailFailed');
}

describe('an outage of the mail server', () => {
  test('requests succeed during an outage of the mail server, and each mail is sent once afterwards (RST-1, DEP-8)', async () => {
    const email = 'patient@example.com';
    const signedUp = await signUp(email);
    expect(signedUp.status).toBe(201);
    const requested = await credence.call('POST', '/auth/reset-password-request', { body: { email } });
    const unknown = await credence.call('POST', '/auth/reset-password-request', {
      body: { email: `un${email}` },
    });
    expect({ status: requested.status, body: requested.body }).toEqual({
      status: unknown.status,
      body: unknown.body,
    });
    await waitFor('both mails wait for a retry', async () => (await jobs('delayed')) === 2);
    await waitFor(
      'readiness reports the mail server',
      async () => (await mailHealth()) === 'degraded failing',
    );
    expect(await readMetric(credence, 'credence_mail_failing_seconds')).toBeGreaterThanOrEqual(2);

    const mailbox = await openMailbox(port);
    try {
      const sent = await waitFor('both mails are sent', async () => {
        const recorded = await deliveries(signedUp.body.user_id);
        return recorded.length === 2 && recorded;
      });
      expect(sent.map(({ type }) => type)).toEqual(['MailSent', 'MailSent']);
      const messageIds = sent.map(({ data }) => (data as { message_id: string }).message_id);
      expect(
        mailbox
          .mailsTo(email)
          .map(({ messageId }) => messageId)
          .sort(),
      ).toEqual(messageIds.sort());
      expect(mailbox.count()).toBe(2);
      expect(await mailHealth()).toBe('ok ok');
      expect(await readMetric(credence, 'credence_mail_failing_seconds')).toBe(0);
    } finally {
      await mailbox.stop();
    }
  });

  test('a permanently rejected mail is recorded in the history and not retried (EVT-13)', async () => {
    let attempts = 0;
    const refusing: SMTPServerOptions = {
      onRcptTo(_address, _session, done) {
        attempts += 1;
        done(Object.assign(new Error('no such mailbox'), { responseCode: 550 }));
      },
    };
    await withMailServer(refusing, async () => {
      const { body } = await signUp('nobody@example.com');
      const [failure] = await waitFor('the failure is recorded', async () => {
        const found = await deliveries(body.user_id);
        return found.length > 0 && found;
      });
      expect(failure).toMatchObject({
        type: 'MailFailed',
        data: { mail: 'verification', reason: expect.stringContaining('550') },
      });
      // The job waits for an operator, and none waits for a retry.
      await waitFor('the job has failed', async () => (await jobs('failed')) === 1);
      for (const state of ['waiting', 'active', 'delayed']) expect(await jobs(state)).toBe(0);
      expect(attempts).toBe(1);

      const [job] = await listAll(credence, '/v1/jobs?state=failed');
      expect(job).toMatchObject({ name: 'verification', cause: expect.stringContaining('550') });
      expect(await listAll(credence, '/v1/jobs?state=delayed')).toEqual([]);
      const retry = (id: string) => credence.call('POST', `/v1/jobs/${id}/retry`, { token: SERVICE_TOKEN });
      expect(await retry(String(job?.['id']))).toMatchObject({ status: 202 });
      await waitFor('the job has failed again', async () => attempts === 2 && (await jobs('failed')) === 1);
      expect(await retry('unheard-of')).toMatchObject({ status: 404, body: { code: 'unknown_job' } });
      const requests = await waitFor('the audit names the retry (AUD-1)', async () => {
        const found = await listAll(credence, '/v1/audit?type=JobRetryRequested');
        return found.length > 0 && found;
      });
      expect(requests).toMatchObject([{ actor: 'service', data: { job_id: job?.['id'] } }]);
    });
  });

  test('the command retry-failed-jobs sends a mail that a mail server has rejected (EVT-13)', async () => {
    const email = 'moved@example.com';
    let userId = '';
    const refusing: SMTPServerOptions = {
      onRcptTo(_address, _session, done) {
        done(Object.assign(new Error('no such mailbox'), { responseCode: 550 }));
      },
    };
    await withMailServer(refusing, async () => {
      userId = (await signUp(email)).body.user_id;
      await waitFor('the failure is recorded', async () => (await deliveries(userId)).length === 1);
    });
    const failed = await waitFor('the job has failed', () => jobs('failed'));

    const mailbox = await openMailbox(port);
    const { code, output } = await runCli(['retry-failed-jobs'], { DATABASE_URL: database.url, SECRET_KEY });
    expect([code, output]).toEqual([0, expect.stringContaining(`tried again: ${String(failed)}.`)]);
    await waitFor('the mail is sent', () => mailbox.mailsTo(email).length === 1);
    await waitFor('the delivery is recorded', async () => (await deliveries(userId)).length === 2);
    expect((await deliveries(userId)).map(({ type }) => type).sort()).toEqual(['MailFailed', 'MailSent']);
    await waitFor('no job is left', async () => (await jobs('failed')) === 0);
    await mailbox.stop();
  });

  test('a program killed before the reply of the mail server sends the mail again with the same Message-ID (EVT-13)', async () => {
    const accepted: string[] = [];
    const killing: SMTPServerOptions = {
      onData(contents, _session, done) {
        void text(contents).then(async (raw) => {
          accepted.push(/^message-id: (.*)$/im.exec(raw)?.[1]?.trim() ?? '');
          if (accepted.length === 1) await credence.kill();
          done();
        });
      },
    };
    await withMailServer(killing, async () => {
      const { body } = await signUp('twice@example.com');
      await waitFor('the program is killed', () => credence.process.signalCode !== null);
      credence = await start();
      const recorded = await waitFor('the delivery is recorded', async () => {
        const found = await deliveries(body.user_id);
        return found.length > 0 && found;
      });
      expect(accepted).toHaveLength(2);
      expect(recorded.map(({ type, data }) => ({ type, data }))).toEqual([
        { type: 'MailSent', data: { user_id: body.user_id, mail: 'verification', message_id: accepted[0] } },
      ]);
      expect(accepted[1]).toBe(accepted[0]);
    });
  });
});
