import cors from 'cors';
import { Router } from 'express';
import type { Express } from 'express';
import type { Logger } from 'pino';
import { Histogram } from 'prom-client';
import type { Registry } from 'prom-client';
import { closeBaseApp, noteRoute, openBaseApp, refuseMethod } from './base-app.js';
import { routeHandler } from './route-handler.js';
import type { AnswerParts } from './route-handler.js';
import { authenticate } from './authentication/authentication.js';
import { withinDeadline } from './requests/deadline.js';
import { bodyProblems, readBody } from './requests/json-body.js';
import { openApiDocument } from './openapi.js';
import type { Route } from './route.js';

export interface AppParts extends AnswerParts {
  readonly routes: readonly Route[];
  /** Pages beside the API. */
  readonly pages: readonly Router[];
  readonly logger: Logger;
  readonly registry: Registry;
  /** Whether the metrics are here, and not on a listener of their own. */
  readonly showMetrics: boolean;
  readonly corsOrigins: readonly string[];
  readonly publicUrl: string;
  /** Addresses and networks whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: readonly string[];
}

/** What scripts of other origins may read of an answer, beside what they always may. */
const EXPOSED_HEADERS = [
  'X-Request-Id',
  'Event-Position',
  'Consistency',
  'ETag',
  'Retry-After',
  'RateLimit',
  'RateLimit-Policy',
];

/** The whole HTTP service: middleware in order, the routes, the pages, and what is left. */
export function createApp(parts: AppParts): Express {
  const { routes, pages, corsOrigins, publicUrl } = parts;
  const app = openBaseApp({ ...parts, durations: requestDurations(parts.registry) });
  app.use((_request, response, next) => {
    response.vary('Origin');
    next();
  });
  app.use(
    cors((request, decide) => {
      decide(null, {
        origin: [...corsOrigins],
        credentials: corsOrigins.includes(request.headers['origin'] ?? ''),
        exposedHeaders: EXPOSED_HEADERS,
        maxAge: 600,
      });
    }),
  );
  app.use(bind(routes, parts));
  for (const page of pages) app.use(page);

  // Browsers ask for it beside every page. There is none, which is no failure to note in their consoles.
  app.get('/favicon.ico', (_request, response) => {
    response.status(204).set('Cache-Control', 'public, max-age=86400').end();
  });
  const document = JSON.stringify(openApiDocument(routes, { serverUrl: publicUrl }));
  app.get('/openapi.json', (_request, response) => {
    response.type('json').send(document);
  });
  app.all('/openapi.json', refuseMethod(['GET', 'HEAD']));
  if (parts.showMetrics) bindMetrics(app, parts);
  closeBaseApp(app, parts);
  return app;
}

function requestDurations(registry: Registry) {
  return new Histogram({
    name: 'credence_http_request_seconds',
    help: 'Time to respond, by route and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers: [registry],
  });
}

function bindMetrics(app: Express, { registry, authentication }: AppParts): void {
  const demand = { auth: 'service', scope: 'operations:read' } as const;
  app.get('/metrics', noteRoute('/metrics'), async (request, response) => {
    await authenticate(demand, request, response, authentication);
    response
      .set('Cache-Control', 'no-store')
      .type(registry.contentType)
      .send(await withinDeadline(registry.metrics()));
  });
  app.all('/metrics', refuseMethod(['GET', 'HEAD']));
}

function bind(routes: readonly Route[], parts: AppParts): Router {
  const router = Router({ strict: true, caseSensitive: true });
  const paths = new Map<string, Route[]>();
  for (const route of routes) paths.set(route.path, [...(paths.get(route.path) ?? []), route]);
  // Path by path, so that what one refuses is not taken for a parameter of the next.
  for (const [template, ofPath] of paths) {
    const path = template.replace(/\{(\w+)\}/g, ':$1');
    for (const route of ofPath) {
      const handlers = [readBody, bodyProblems, routeHandler(route, parts)];
      router[route.method](path, noteRoute(template), ...handlers);
    }
    const allowed = ofPath.map(({ method }) => method.toUpperCase());
    const allow = allowed.includes('GET') ? [...allowed, 'HEAD'] : allowed;
    router.all(path, noteRoute(template), refuseMethod(allow));
  }
  return router;
}
