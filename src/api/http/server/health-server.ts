import type { Express, Request, RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { bearerOf, serviceOf } from '../authentication/service-callers.js';
import type { Authentication } from '../authentication/authentication.js';
import { closeBaseApp, openBaseApp, rejectMethod } from '../base-app.js';
import { logMalformedRequest } from '../logging/log-malformed-request.js';
import { Problem } from '../problems/problem.js';
import { readiness } from '../readiness.js';
import type { ReadinessParts } from '../readiness.js';
import { labelRoute } from '../logging/request-log.js';
import { withAnswerTimeout } from '../requests/answer-timeout.js';
import { expressMessages } from './express-messages.js';
import { startServer } from './server.js';
import type { RunningServer } from './server.js';

interface Options extends Pick<Authentication, 'serviceToken' | 'checkApiKey'> {
  readonly readiness: ReadinessParts;
  readonly registry: Registry;
  readonly logger: Logger;
  readonly pseudonym: (value: string) => string;
  readonly host: string;
  readonly port: number;
}

/** Serves health and metrics on a listener of their own, with the same answers as the API. */
export async function startHealthServer(options: Options): Promise<RunningServer> {
  const { registry, logger, pseudonym, host, port } = options;
  const app = openBaseApp({
    logger,
    pseudonym,
    durations: null,
    recordSpan: null,
    trustedProxies: [],
    trustedProxyHeader: 'x-forwarded-for',
    // This listener is not behind the proxy that terminates TLS.
    strictTransportSecurity: null,
  });
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
    await requireMetricsScope(request, response, options);
    response.type(registry.contentType).send(await withAnswerTimeout(registry.metrics()));
  });
  closeBaseApp(app, { logger });
  return await startServer(app, {
    messages: expressMessages(app),
    host,
    port,
    onMalformed: logMalformedRequest(logger, pseudonym),
  });
}

function bindRead(app: Express, path: string, handler: RequestHandler): void {
  app.get(path, labelRoute(path), handler);
  app.all(path, labelRoute(path), rejectMethod(['GET', 'HEAD']));
}

/** @throws Problem unauthenticated, insufficient_scope */
async function requireMetricsScope(
  request: Request,
  response: Response,
  options: Pick<Options, 'serviceToken' | 'checkApiKey'>,
): Promise<void> {
  const token = bearerOf(request);
  const caller = token === undefined ? null : await serviceOf(token, request, options);
  if (caller === null) throw new Problem('unauthenticated');
  response.locals['caller'] = caller;
  if (!caller.scopes.has('operations:read')) throw new Problem('insufficient_scope');
}
