import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SMTPServer } from 'smtp-server';
import type { SMTPServerOptions } from 'smtp-server';
import { openMailbox } from '../support/clients/mailbox.js';
import { runCli } from '../support/server/cli.js';
import { SECRET_KEY } from '../support/server/credence.js';
import { usePostgres } from '../support/stores/postgres.js';
import type { TestDatabase } from '../support/stores/postgres.js';

const LONG_MS = 300_000;
const PASSWORD = 'a secret of the mail server';
const ENCODED = Buffer.from(`\0ada\0${PASSWORD}`).toString('base64');

let database: TestDatabase;

beforeAll(async () => {
  database = await usePostgres();
});
afterAll(() => database.dispose());

function doctor(variables: Record<string, string>, ...args: string[]) {
  return runCli(['doctor', ...args], { DATABASE_URL: database.url, SECRET_KEY, ...variables });
}

/** Runs the doctor against a mail server with the given behaviour. */
async function visit(behaviour: SMTPServerOptions, ...args: string[]) {
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    authOptional: true,
    disableReverseLookup: true,
    closeTimeout: 500,
    ...behaviour,
  });
  server.on('error', () => undefined);
  const listener = server.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  try {
    return await doctor(
      { SMTP_URL: `smtp://ada:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}` },
      ...args,
    );
  } finally {
    await new Promise<void>((resolve) => {
      server.close(resolve);
    });
  }
}

const reply = (code: number, text: string) => Object.assign(new Error(text), { responseCode: code });

describe('credence doctor (DEP-8)', () => {
  test(
    'a refused login is shown with the conversation, without the password and without control characters',
    async () => {
      const { code, output } = await visit({
        authMethods: ['PLAIN'],
        onAuth: (_auth, _session, done) => done(reply(535, '5.7.8 \u001b[31mno')),
      });
      expect(code).toBe(1);
      expect(output).toMatch(/^ {2}> EHLO /m);
      expect(output).toMatch(/^ {2}> AUTH PLAIN \*\*\*$/m);
      expect(output).toMatch(/^ {2}< 535 5\.7\.8 .*no$/m);
      expect(output).toContain('mail server: mail rejected temporarily (535 at AUTH PLAIN)\n');
      expect(output).toMatch(/\ncredence: failing: mail server\n$/);
      expect(output).not.toContain('\u001b');
      expect(output).not.toContain(PASSWORD);
      expect(output).not.toContain(ENCODED);
    },
    LONG_MS,
  );

  test(
    'the answers to a login in several steps are not shown',
    async () => {
      const { output } = await visit({
        authMethods: ['LOGIN'],
        onAuth: (_auth, _session, done) => done(reply(535, 'no')),
      });
      expect(output).toContain('> ***\n');
      expect(output).not.toContain(Buffer.from(PASSWORD).toString('base64'));
      expect(output).not.toContain(Buffer.from('ada').toString('base64'));
    },
    LONG_MS,
  );

  test(
    'a refused sender is found by a test mail',
    async () => {
      const { code, output } = await visit(
        {
          onAuth: (_auth, _session, done) => done(null, { user: 'ada' }),
          onMailFrom: (_address, _session, done) => done(reply(550, '5.7.1 not yours')),
        },
        '--mail-to',
        'ops@example.com',
      );
      expect([code, output]).toEqual([1, expect.stringContaining('(550 at MAIL FROM)')]);
      expect(output).toContain('  < 550 5.7.1 not yours\n');
    },
    LONG_MS,
  );

  test(
    'a working installation is reported, and the test mail arrives once',
    async () => {
      const mailbox = await openMailbox();
      const { code, output } = await doctor({ SMTP_URL: mailbox.url }, '--mail-to', 'ops@example.com');
      expect([code, output]).toEqual([
        0,
        expect.stringMatching(
          /^PostgreSQL: ok, without TLS\nEventStoreDB: not configured[^]*Every configured dependency works\.\n$/,
        ),
      ]);
      expect(mailbox.mailsTo('ops@example.com')).toHaveLength(1);
      await mailbox.stop();
    },
    LONG_MS,
  );

  test(
    'each dependency that is away is named with its variable',
    async () => {
      const { code, output } = await doctor({
        DATABASE_URL: 'postgres://ada:geheim@127.0.0.1:1/none',
        REDIS_URL: 'redis://127.0.0.1:1',
        EVENTSTOREDB_URL: 'esdb://127.0.0.1:1?tls=false&maxDiscoverAttempts=1',
        SMTP_URL: 'smtp://127.0.0.1:1',
      });
      expect(code).toBe(1);
      expect(output).toMatch(/^PostgreSQL: DATABASE_URL .* refuses connections/m);
      expect(output).toMatch(/^EventStoreDB: EVENTSTOREDB_URL names a server that does not answer/m);
      expect(output).toMatch(/^Redis: REDIS_URL names a server that does not answer$/m);
      expect(output).toMatch(/^mail server: .*\(CONNECT\)$/m);
      expect(output).toContain('credence: failing: PostgreSQL, EventStoreDB, Redis, mail server\n');
      expect(output).not.toContain('geheim');
    },
    2 * LONG_MS,
  );

  test.each(['nobody', 'a@example.com, b@example.com', 'a@example.com\r\nRCPT TO:<b@example.com>'])(
    '--mail-to %j is refused',
    async (address) => {
      expect(await doctor({}, '--mail-to', address)).toEqual({
        code: 1,
        output: 'credence: --mail-to must be an email address\n',
      });
    },
    LONG_MS,
  );
});
