import cors from 'cors';
import { Router } from 'express';
import type { Express, RequestHandler } from 'express';
import type { Logger } from 'pino';
import { Histogram } from 'prom-client';
import type { Registry } from 'prom-client';
import type { Refusal } from '../../commands/audit/refusal-recorder.js';
import type { RecordSpan } from '../../runtime/tracing/span.js';
import { formPageRoute, takeTokenFromQuery } from '../pages/form-page.js';
import type { ProblemPage } from '../pages/problem-page.js';
import { authenticate } from './authentication/authentication.js';
import { closeBaseApp, handleError, openBaseApp, rejectMethod, showProblemPages } from './base-app.js';
import { basePathOf, notePublicPath, noteUnmatchedPath } from './base-path.js';
import { announceDeprecation } from './deprecation.js';
import { startInTurn } from './limits/source-turns.js';
import { openApiDocument } from './openapi/document.js';
import { noteRefusals } from './logging/note-refusals.js';
import { labelRoute } from './logging/request-log.js';
import { withAnswerTimeout } from './requests/answer-timeout.js';
import type { ProxyHeader } from './requests/forwarded-for.js';
import { bodyProblems, readBody } from './requests/bodies/json-body.js';
import { routeHandler } from './route-handler.js';
import type { AnswerParts } from './route-handler.js';
import type { Route } from './route.js';

export interface AppParts extends AnswerParts {
  readonly routes: readonly Route[];
  /** Collects refused requests for the audit. */
  readonly noteRefusal: (refusal: Refusal) => void;
  /** Routers of HTML pages. */
  readonly pages: readonly Router[];
  readonly logger: Logger;
  readonly registry: Registry;
  /** Records the spans of traces, or null to record none. */
  readonly recordSpan: RecordSpan | null;
  /** Serves the metrics on this listener instead of one of their own. */
  readonly showMetrics: boolean;
  readonly corsOrigins: readonly string[];
  readonly publicUrl: string;
  readonly problemPage: ProblemPage;
  /** Addresses and networks of proxies that report the address of the client. */
  readonly trustedProxies: readonly string[];
  readonly trustedProxyHeader: ProxyHeader;
  /** The value of `Strict-Transport-Security`, or null to send none. */
  readonly strictTransportSecurity: string | null;
}

/** Response headers that scripts of other origins may read. */
const EXPOSED_HEADERS = [
  'X-Request-Id',
  'Event-Position',
  'Consistency',
  'ETag',
  'Retry-After',
  'RateLimit',
  'RateLimit-Policy',
];

/** Paths match exactly; `plainPath` has made them plain before. */
const STRICT = { strict: true, caseSensitive: true };

const ALLOW_ORIGIN = 'Access-Control-Allow-Origin';

/**
 * Creates the HTTP app: middleware, routes, pages, and error handling, in this order. It serves everything at the root and
 * below the path of the public URL, since some proxies remove that path and others do not.
 */
export function createApp(parts: AppParts): Express {
  const { corsOrigins, publicUrl, registry } = parts;
  const app = openBaseApp({ ...parts, durations: requestDurations(registry) });
  app.use(noteRefusals(parts.noteRefusal));
  app.use(startInTurn(registry));
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
  const basePath = basePathOf(publicUrl);
  const service = serviceRouter(parts, basePath);
  // The base path may be a path of the service too, such as /auth. The root answers what does not exist below it.
  if (basePath !== '') app.use(basePath, service);
  app.use(service);
  app.use(noteUnmatchedPath(basePath));
  closeBaseApp(app, parts);
  return app;
}

/** Binds the routes, the pages and the documents, with the handling of their errors. */
function serviceRouter(parts: AppParts, basePath: string): Router {
  const { routes, pages, publicUrl, authentication } = parts;
  const router = Router(STRICT);
  router.use(notePublicPath(basePath));
  router.use(bind(routes, parts));
  for (const page of pages) router.use(page);

  // Browsers request an icon for every page. A 404 would appear as an error in their consoles.
  router.get('/favicon.ico', (_request, response) => {
    response.status(204).set('Cache-Control', 'public, max-age=86400').end();
  });
  const document = Buffer.from(
    JSON.stringify(openApiDocument(routes, { serverUrl: publicUrl, cookies: authentication.cookies })),
  );
  router.get('/openapi.json', allowAnyOrigin, (_request, response) => {
    response.type('json').send(document);
  });
  router.all('/openapi.json', rejectMethod(['GET', 'HEAD']));
  if (parts.showMetrics) bindMetrics(router, parts);
  router.use(handleError(parts));
  return router;
}

/** Allows scripts of origins that are not in the list to read a public document, without credentials. */
const allowAnyOrigin: RequestHandler = (_request, response, next) => {
  if (!response.hasHeader(ALLOW_ORIGIN)) response.set(ALLOW_ORIGIN, '*');
  next();
};

function requestDurations(registry: Registry) {
  return new Histogram({
    name: 'credence_http_request_seconds',
    help: 'Time to respond, by route and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers: [registry],
  });
}

function bindMetrics(router: Router, { registry, authentication }: AppParts): void {
  const requirement = { auth: 'service', permission: 'operations:read' } as const;
  router.get('/metrics', labelRoute('/metrics'), async (request, response) => {
    await authenticate(requirement, request, response, authentication);
    response
      .set('Cache-Control', 'no-store')
      .type(registry.contentType)
      .send(await withAnswerTimeout(registry.metrics()));
  });
  router.all('/metrics', rejectMethod(['GET', 'HEAD']));
}

/** Binds the routes. Paths without parameters, which most requests have, are found by one look-up. */
function bind(routes: readonly Route[], parts: AppParts): Router {
  const byPath = new Map<string, Route[]>();
  for (const route of routes) byPath.set(route.path, [...(byPath.get(route.path) ?? []), route]);
  const plain = new Map<string, Router>();
  const router = Router(STRICT);
  router.use((request, response, next) => {
    const found = plain.get(request.path);
    if (found === undefined) next();
    else found(request, response, next);
  });
  for (const [path, routesOfPath] of byPath) {
    const routerOfPath = Router(STRICT);
    bindPath(routerOfPath, path, routesOfPath, parts);
    if (path.includes('{')) router.use(routerOfPath);
    else plain.set(path, routerOfPath);
  }
  for (const route of routes) if (route.page !== undefined) bindFormPage(router, route, route.page, parts);
  return router;
}

/** Leaves other bodies to the route for programs, whose path may be that of the page below a prefix. */
const formsOnly: RequestHandler = (request, _response, next) => {
  if (request.is('application/x-www-form-urlencoded') === false) next('route');
  else next();
};

/** Binds the form of a page. The page itself is bound with the other ones. */
function bindFormPage(router: Router, route: Route, page: string, parts: AppParts): void {
  const formRoute = formPageRoute(route, page, basePathOf(parts.publicUrl));
  const handlers = [readBody(), bodyProblems, takeTokenFromQuery, routeHandler(formRoute, parts)];
  router.post(formRoute.path, formsOnly, labelRoute(formRoute.path), showProblemPages, ...handlers);
}

/** Binds all methods of a path together, so that a rejected method does not match a parameter of the next path. */
function bindPath(router: Router, template: string, routes: readonly Route[], parts: AppParts): void {
  const path = template.replace(/\{(\w+)\}/g, ':$1');
  const allowed = routes.map(({ method }) => method.toUpperCase());
  const refusesHead = routes.some((route) => route.refusesHead === true);
  const allow = allowed.includes('GET') && !refusesHead ? [...allowed, 'HEAD'] : allowed;
  if (refusesHead) router.head(path, labelRoute(template), rejectMethod(allow));
  for (const route of routes) {
    const handlers = [readBody(route.maxBodyBytes), bodyProblems, routeHandler(route, parts)];
    if (route.showsPages === true) router[route.method](path, showProblemPages);
    if (route.deprecation !== undefined) router[route.method](path, announceDeprecation(route.deprecation));
    if (route.anyOrigin === true) router[route.method](path, allowAnyOrigin);
    router[route.method](path, labelRoute(template), ...handlers);
  }
  router.all(path, labelRoute(template), rejectMethod(allow));
}
