import express from 'express';
import type { Registry } from 'prom-client';
import { isServiceToken, bearerOf } from './authentication.js';
import { withinDeadline } from './deadline.js';
import { readiness } from './readiness.js';
import type { ReadinessParts } from './readiness.js';
import { startServer } from './server.js';
import type { RunningServer } from './server.js';

interface Options {
  readonly readiness: ReadinessParts;
  readonly registry: Registry;
  readonly serviceToken: string | null;
  readonly host: string;
  readonly port: number;
}

/** Health and metrics of a process that serves no API, with the answers that the API gives for itself. */
export async function startHealthServer(options: Options): Promise<RunningServer> {
  const { registry, serviceToken, host, port } = options;
  const app = express();
  app.disable('x-powered-by');
  app.get('/health/live', (_request, response) => {
    response.json({ status: 'ok' });
  });
  app.get('/health/ready', async (_request, response) => {
    const body = await readiness(options.readiness);
    response.status(body.status === 'failing' ? 503 : 200).json(body);
  });
  app.get('/metrics', async (request, response) => {
    const token = bearerOf(request);
    if (token === undefined || !isServiceToken(token, serviceToken)) {
      response.status(401).set('WWW-Authenticate', 'Bearer').end();
      return;
    }
    response.type(registry.contentType).send(await withinDeadline(registry.metrics()));
  });
  return await startServer(app, { host, port });
}
