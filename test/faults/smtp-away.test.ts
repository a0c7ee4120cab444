import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { SECRET_KEY, startCredence } from '../support/server/credence.js';
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
    LOG_LEVEL: 'warn',
  });
}

/** Runs a mail server of the test's own on the port that the program knows, for as long as `use` lasts. */
async function withMailServer(behaviour: SMTPServerOptions, use: () => Promise<void>): Promise<void> {
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 500,
    ...behaviour,
  });
  // A killed program hangs up in the middle, which is an error of this server too.
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

/** What became of the mails to a person. */
async function deliveries(userId: string): Promise<Record<string, unknown>[]> {
  const events = await listAll(credence, `/v1/users/${userId}/events`);
  return events.filter(({ type }) => type === 'MailSent' || type === 'MailFailed');
}

describe('a mail server that is away', () => {
  test('RST-1 requests do not notice, and the mail comes once when the server is back', async () => {
    const email = 'patient@example.com';
    const signedUp = await signUp(email);
    expect(signedUp.status).toBe(201);
    const asked = await credence.call('POST', '/auth/reset-password-request', { body: { email } });
    const unknown = await credence.call('POST', '/auth/reset-password-request', {
      body: { email: `un${email}` },
    });
    expect({ status: asked.status, body: asked.body }).toEqual({
      status: unknown.status,
      body: unknown.body,
    });
    await waitFor('both mails wait for their next try', async () => (await jobs('delayed')) === 2);

    const mailbox = await openMailbox(port);
    try {
      const sent = await waitFor('both mails are sent', async () => {
        const told = await deliveries(signedUp.body.user_id);
        return told.length === 2 && told;
      });
      expect(sent.map(({ type }) => type)).toEqual(['MailSent', 'MailSent']);
      const told = sent.map(({ data }) => (data as { message_id: string }).message_id);
      expect(
        mailbox
          .mailsTo(email)
          .map(({ messageId }) => messageId)
          .sort(),
      ).toEqual(told.sort());
      expect(mailbox.count()).toBe(2);
    } finally {
      await mailbox.stop();
    }
  });

  test('EVT-13 a mail refused for good is told in the history and not tried again', async () => {
    let attempts = 0;
    const refusing: SMTPServerOptions = {
      onRcptTo(_address, _session, done) {
        attempts += 1;
        done(Object.assign(new Error('no such mailbox'), { responseCode: 550 }));
      },
    };
    await withMailServer(refusing, async () => {
      const { body } = await signUp('nobody@example.com');
      const [told] = await waitFor('the refusal is told', async () => {
        const found = await deliveries(body.user_id);
        return found.length > 0 && found;
      });
      expect(told).toMatchObject({
        type: 'MailFailed',
        data: { mail: 'verification', reason: expect.stringContaining('550') },
      });
      // It rests in the failed set; nothing waits for another try.
      await waitFor('the job rests', async () => (await jobs('failed')) === 1);
      for (const state of ['waiting', 'active', 'delayed']) expect(await jobs(state)).toBe(0);
      expect(attempts).toBe(1);
    });
  });

  test('EVT-13 killed before it knows that the mail was taken, it sends again under the same Message-ID', async () => {
    const taken: string[] = [];
    const deadly: SMTPServerOptions = {
      onData(contents, _session, done) {
        void text(contents).then(async (raw) => {
          taken.push(/^message-id: (.*)$/im.exec(raw)?.[1]?.trim() ?? '');
          if (taken.length === 1) await credence.kill();
          done();
        });
      },
    };
    await withMailServer(deadly, async () => {
      const { body } = await signUp('twice@example.com');
      await waitFor('the mail was taken', () => credence.process.signalCode !== null);
      credence = await start();
      const told = await waitFor('the mail is told', async () => {
        const found = await deliveries(body.user_id);
        return found.length > 0 && found;
      });
      expect(taken).toHaveLength(2);
      expect(told.map(({ type, data }) => ({ type, data }))).toEqual([
        { type: 'MailSent', data: { user_id: body.user_id, mail: 'verification', message_id: taken[0] } },
      ]);
      expect(taken[1]).toBe(taken[0]);
    });
  });
});
