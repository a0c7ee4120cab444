import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SMTPServer } from 'smtp-server';
import { whyNoProgram } from '../support/deployments/programs.js';
import { describeWhere } from '../support/requirements/describe-where.js';
import { runCli } from '../support/server/cli.js';
import { SECRET_KEY } from '../support/server/credence.js';
import { freePort } from '../support/server/free-port.js';
import { usePostgres } from '../support/stores/postgres.js';
import type { TestDatabase } from '../support/stores/postgres.js';
import { startRedis, whyNoRedis } from '../support/stores/redis.js';
import type { TestRedis } from '../support/stores/redis.js';

const LONG_MS = 300_000;
const run = promisify(execFile);
const missing = (await whyNoRedis()) ?? (await whyNoProgram('openssl', 'openssl'));

describeWhere(missing)('Redis and a mail server with certificates of a private authority (DEP-4)', () => {
  let database: TestDatabase;
  let redis: TestRedis;
  let mailServer: SMTPServer;
  let folder: string;
  let certificate: string;
  let environment: Record<string, string>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'credence-ca-'));
    certificate = join(folder, 'ca.crt');
    const key = join(folder, 'server.key');
    const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'];
    const name = ['-addext', 'subjectAltName=DNS:localhost'];
    await run('openssl', [...request, ...name, '-keyout', key, '-out', certificate]);

    const tlsPort = await freePort();
    const tls = ['--tls-cert-file', certificate, '--tls-key-file', key, '--tls-auth-clients', 'no'];
    redis = await startRedis(['--tls-port', String(tlsPort), ...tls]);
    mailServer = new SMTPServer({
      secure: true,
      key: await readFile(key),
      cert: await readFile(certificate),
      disabledCommands: ['AUTH'],
      disableReverseLookup: true,
      closeTimeout: 500,
    });
    mailServer.on('error', () => undefined);
    const listener = mailServer.listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const address = listener.address();
    const smtpPort = typeof address === 'object' && address !== null ? address.port : 0;
    database = await usePostgres();
    environment = {
      DATABASE_URL: database.url,
      SECRET_KEY,
      REDIS_URL: `rediss://localhost:${String(tlsPort)}`,
      SMTP_URL: `smtps://localhost:${String(smtpPort)}`,
    };
  }, LONG_MS);
  afterAll(async () => {
    await new Promise<void>((resolve) => {
      mailServer.close(resolve);
    });
    await redis.stop();
    await database.dispose();
    await rm(folder, { recursive: true });
  });

  test(
    'are trusted with NODE_EXTRA_CA_CERTS',
    async () => {
      const trusting = { ...environment, NODE_EXTRA_CA_CERTS: certificate };
      const { code, output } = await runCli(['doctor'], trusting);
      expect([code, output]).toEqual([0, expect.stringMatching(/Redis.*ok[^]*mail server.*ok/i)]);
    },
    LONG_MS,
  );

  test(
    'the mail server is trusted by the name in tls.servername',
    async () => {
      const SMTP_URL = String(environment['SMTP_URL']).replace('localhost', '127.0.0.1');
      const trusting = { ...environment, NODE_EXTRA_CA_CERTS: certificate };
      const byAddress = await runCli(['doctor'], { ...trusting, SMTP_URL });
      expect([byAddress.code, byAddress.output]).toEqual([1, expect.stringContaining('(TLS)')]);
      const named = await runCli(['doctor'], {
        ...trusting,
        SMTP_URL: `${SMTP_URL}?tls.servername=localhost`,
      });
      expect(named.code).toBe(0);
    },
    LONG_MS,
  );

  test(
    'are refused without it',
    async () => {
      const { REDIS_URL: _redis, ...mailOnly } = environment;
      const mail = await runCli(['doctor'], mailOnly);
      expect([mail.code, mail.output]).toEqual([1, expect.stringContaining('(TLS)')]);
      const both = await runCli(['doctor'], environment);
      expect(both.code).toBe(1);
      expect(both.output).toContain('whose certificate cannot be verified; set NODE_EXTRA_CA_CERTS');
    },
    LONG_MS,
  );
});
