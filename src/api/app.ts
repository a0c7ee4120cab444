import cors from 'cors';
import express, { Router } from 'express';
import type { ErrorRequestHandler, Express, RequestHandler } from 'express';
import helmet from 'helmet';
import type { Logger } from 'pino';
import { Histogram } from 'prom-client';
import type { Registry } from 'prom-client';
import { answerError, answerRequest } from './answer-request.js';
import type { AnswerParts } from './answer-request.js';
import { authenticate } from './authentication.js';
import { withinDeadline } from './deadline.js';
import { bodyProblems, readBody } from './json-body.js';
import { openApiDocument } from './openapi.js';
import { Problem } from './problem.js';
import { sendProblem } from './send-problem.js';
import type { Caller } from './request-context.js';
import { networkOf } from '../security/network.js';
import { actorOf, addressOf, requestIdOf } from './request-context.js';
import type { Route } from './route.js';

export interface AppParts extends AnswerParts {
  readonly routes: readonly Route[];
  /** Pages beside the API. */
  readonly pages: readonly Router[];
  readonly log: Logger;
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

const YEAR_SECONDS = 31_536_000;

const securityHeaders = helmet({
  strictTransportSecurity: { maxAge: YEAR_SECONDS, includeSubDomains: true },
  referrerPolicy: { policy: 'no-referrer' },
  xFrameOptions: { action: 'deny' },
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'self'"],
      // Swagger UI and mail clients' icons use data URLs.
      imgSrc: ["'self'", 'data:'],
      objectSrc: ["'none'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
  },
});

/** The whole HTTP service: middleware in order, the routes, the pages, and what is left. */
export function createApp(parts: AppParts): Express {
  const { routes, pages, corsOrigins, publicUrl } = parts;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.enable('strict routing');
  app.enable('case sensitive routing');
  app.set('query parser', 'simple');
  app.set('trust proxy', [...parts.trustedProxies]);

  app.use(nameRequest(parts));
  app.use(securityHeaders);
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
  app.use(() => {
    throw new Problem('not_found');
  });
  app.use(handleError(parts));
  return app;
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
      const handlers = [readBody, bodyProblems, answerRequest(route, parts)];
      router[route.method](path, noteRoute(template), ...handlers);
    }
    const allowed = ofPath.map(({ method }) => method.toUpperCase());
    const allow = allowed.includes('GET') ? [...allowed, 'HEAD'] : allowed;
    router.all(path, noteRoute(template), refuseMethod(allow));
  }
  return router;
}

/** What stands for the path in the line of the request, where the path itself may hold a secret. */
function noteRoute(path: string): RequestHandler {
  return (_request, response, next) => {
    response.locals['route'] = path;
    next();
  };
}

/** What is left of a path when every method that it has is bound. */
function refuseMethod(allow: readonly string[]): RequestHandler {
  return () => {
    throw new Problem('method_not_allowed', { headers: { Allow: allow.join(', ') } });
  };
}

interface Locals {
  readonly requestId: string;
  readonly route?: string;
  readonly caller?: Caller;
  /** Who an anonymous caller has turned out to be. */
  readonly user?: string;
  readonly problem?: string;
  /** More of it, in a word. */
  readonly reason?: string;
  /** The limits that were exceeded. */
  readonly limits?: readonly string[];
  /** The address that the request names, masked. */
  readonly account?: string;
  /** The identity provider that the path names. */
  readonly provider?: string;
}

/** Gives every request its id, and writes one line and one measurement when it is answered. */
function nameRequest({ log, registry, mask }: AppParts): RequestHandler {
  const durations = new Histogram({
    name: 'credence_http_request_seconds',
    help: 'Time to answer, by route and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers: [registry],
  });
  return (request, response, next) => {
    const started = performance.now();
    const requestId = requestIdOf(request);
    response.locals['requestId'] = requestId;
    response.set('X-Request-Id', requestId);
    response.once('close', () => {
      const {
        route = 'none',
        caller,
        user,
        problem,
        reason,
        limits,
        account,
        provider,
      } = response.locals as Locals;
      const ms = performance.now() - started;
      durations.observe({ method: request.method, route, status: response.statusCode }, ms / 1000);
      log.info({
        request_id: requestId,
        trace_id: traceOf(request.get('traceparent')),
        method: request.method,
        route,
        status: response.statusCode,
        problem,
        reason,
        limits,
        caller: caller && actorOf(caller),
        user,
        account,
        provider,
        source: mask(networkOf(addressOf(request))),
        ms: Math.round(ms),
      });
    });
    next();
  };
}

/** The trace id of a `traceparent` (W3C Trace Context §3.2). */
function traceOf(traceparent: string | undefined): string | undefined {
  return /^00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/.exec(traceparent ?? '')?.[1];
}

function handleError({ log }: AppParts): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const problem = isBadUrl(error)
      ? notFound(request.path, response)
      : answerError(error, request, response);
    response.locals['problem'] = problem.code;
    response.locals['reason'] = problem.details.reason;
    if (problem.code === 'internal_error') {
      log.error({ err: error, request_id: (response.locals as Locals).requestId }, 'a request failed');
    }
  };
}

/** A path that is no valid percent-encoding names nothing. */
function isBadUrl(error: unknown): boolean {
  return error instanceof URIError;
}

function notFound(path: string, response: Parameters<typeof sendProblem>[0]): Problem {
  const problem = new Problem('not_found');
  sendProblem(response, problem, (response.locals as Locals).requestId, path);
  return problem;
}
