import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readDocument, ROOT } from '../support/documents/markdown.js';
import { SECRET_KEY, startRole } from '../support/server/credence.js';
import { freePort } from '../support/server/free-port.js';
import { waitFor } from '../support/clients/wait-for.js';
import { usePostgres } from '../support/stores/postgres.js';
import type { TestDatabase } from '../support/stores/postgres.js';

const LONG_MS = 300_000;
const SCRIPT = join(ROOT, 'scripts/health-check.mjs');

describe('the health check of the image', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await usePostgres();
  });
  afterAll(() => database.dispose());

  /** Runs the script in the environment of a container. */
  function isHealthy(environment: Record<string, string>): Promise<boolean> {
    return new Promise((resolve) => {
      execFile(process.execPath, [SCRIPT], { env: environment }, (error) => {
        resolve(error === null);
      });
    });
  }

  test.each([
    ['worker', '127.0.0.1', '0'],
    ['projector', '0.0.0.0', '0'],
    ['serve', '::1', '0'],
    ['api', '::', 'own'],
  ])(
    'finds %s with HOST=%s and PORT=%s',
    async (role, host, port) => {
      const environment = {
        HOST: host,
        PORT: port === 'own' ? String(await freePort()) : port,
        HEALTH_PORT: String(await freePort()),
      };
      expect(await isHealthy(environment)).toBe(false);
      const running = startRole(role, {
        ...environment,
        DATABASE_URL: database.url,
        SECRET_KEY,
        SMTP_URL: 'smtp://127.0.0.1:9',
        MAIL_FROM: 'credence@example.com',
        PUBLIC_URL: 'http://localhost:8001',
        // Nobody can write here: a container with its own stores runs on a read-only root file system.
        DATA_DIR: '/proc/credence',
      });
      try {
        await waitFor(
          `${role} is healthy`,
          async () => {
            if (running.process.exitCode !== null) throw new Error(running.output());
            return await isHealthy(environment);
          },
          LONG_MS,
        );
      } finally {
        await running.stop();
      }
      expect(await isHealthy(environment)).toBe(false);
    },
    LONG_MS,
  );

  test('a HEALTH_PORT that Kubernetes injects is ignored', async () => {
    const port = await freePort();
    const server = createServer((_, response) => response.end()).listen(port, '127.0.0.1');
    await once(server, 'listening');
    const environment = { HOST: '127.0.0.1', HEALTH_PORT: 'tcp://10.0.0.5:80', PORT: String(port) };
    expect(await isHealthy(environment)).toBe(true);
    server.close();
  });

  test('the image names its user by number and runs this check', async () => {
    const image = await readDocument('Dockerfile');
    expect(image).toMatch(/^USER \d+:\d+$/m);
    expect(image).toContain('CMD ["node", "health-check.mjs"]');
  });
});
