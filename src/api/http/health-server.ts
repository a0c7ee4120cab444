import type { Express, Request, RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { ALL_SCOPES } from '../../domain/api-key/scopes.js';
import { closeBaseApp, noteRoute, openBaseApp, refuseMethod } from './base-app.js';
import { isServiceToken, bearerOf } from './authentication/authentication.js';
import { withinDeadline } from './requests/deadline.js';
import { logMalformedRequest } from './requests/log-malformed-request.js';
import { Problem } from './problems/problem.js';
import { readiness } from './readiness.js';
import type { ReadinessParts } from './readiness.js';
import type { Caller } from './requests/request-context.js';
import { startServer } from './server.js';
import type { RunningServer } from './server.js';

interface Options {
  readonly readiness: ReadinessParts;
  readonly registry: Registry;
  readonly serviceToken: string | null;
  readonly logger: Logger;
  readonly pseudonym: (name: string) => string;
  readonly host: string;
  readonly port: number;
}

const SERVICE: Caller = { kind: 'service', actor: 'service', scopes: new Set(ALL_SCOPES) };

/** Health and metrics of a process that serves no API, with the answers that the API gives for itself. */
export async function startHealthServer(options: Options): Promise<RunningServer> {
  const { registry, logger, pseudonym, host, port } = options;
  const app = openBaseApp({ logger, pseudonym, durations: null, trustedProxies: [] });
  app.use((_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });
  bindRead(app, '/health/live', (_request, response) => {
    response.json({ status: 'ok' });
  });
  bindRead(app, '/health/ready', async (_request, response) => {
    const body = await readiness(options.readiness);
    response.status(body.status === 'failing' ? 503 : 200).json(body);
  });
  bindRead(app, '/metrics', async (request, response) => {
    admitService(request, response, options.serviceToken);
    response.type(registry.contentType).send(await withinDeadline(registry.metrics()));
  });
  closeBaseApp(app, { logger });
  return await startServer(app, { host, port, onMalformed: logMalformedRequest(logger, pseudonym) });
}

function bindRead(app: Express, path: string, handler: RequestHandler): void {
  app.get(path, noteRoute(path), handler);
  app.all(path, noteRoute(path), refuseMethod(['GET', 'HEAD']));
}

/** @throws Problem unauthenticated */
function admitService(request: Request, response: Response, serviceToken: string | null): void {
  const token = bearerOf(request);
  if (token === undefined || !isServiceToken(token, serviceToken)) throw new Problem('unauthenticated');
  response.locals['caller'] = SERVICE;
}
