import express from 'express';
import type { ErrorRequestHandler, Express, RequestHandler } from 'express';
import helmet from 'helmet';
import type { Logger } from 'pino';
import type { Histogram } from 'prom-client';
import { networkOf } from '../../security/limits/network.js';
import { answerError } from './route-handler.js';
import { Problem } from './problems/problem.js';
import type { Caller } from './requests/request-context.js';
import { actorOf, addressOf, requestIdOf } from './requests/request-context.js';
import { sendProblem } from './problems/send-problem.js';

/** What stands around the answers of every listener. */
export interface BaseAppParts {
  readonly logger: Logger;
  /** What stands in the log for a name that must not. */
  readonly pseudonym: (name: string) => string;
  /** Takes the time of every answer; null: nobody asks. */
  readonly durations: Histogram<'method' | 'route' | 'status'> | null;
  /** Addresses and networks whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: readonly string[];
}

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

/** An app that knows every request by an id, and secures every answer, whatever is bound to it. */
export function openBaseApp(parts: BaseAppParts): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.enable('strict routing');
  app.enable('case sensitive routing');
  app.set('query parser', 'simple');
  app.set('trust proxy', [...parts.trustedProxies]);
  app.use(nameRequest(parts));
  app.use(securityHeaders);
  return app;
}

/** Answers what nothing before has answered, and what has failed, with a problem. To be bound last. */
export function closeBaseApp(app: Express, parts: Pick<BaseAppParts, 'logger'>): void {
  app.use(() => {
    throw new Problem('not_found');
  });
  app.use(handleError(parts));
}

/** What stands for the path in the line of the request, where the path itself may hold a secret. */
export function noteRoute(path: string): RequestHandler {
  return (_request, response, next) => {
    response.locals['route'] = path;
    next();
  };
}

/** What is left of a path when every method that it has is bound. */
export function refuseMethod(allow: readonly string[]): RequestHandler {
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
function nameRequest({ logger, durations, pseudonym }: BaseAppParts): RequestHandler {
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
      durations?.observe({ method: request.method, route, status: response.statusCode }, ms / 1000);
      logger.info({
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
        source: pseudonym(networkOf(addressOf(request))),
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

function handleError({ logger }: Pick<BaseAppParts, 'logger'>): ErrorRequestHandler {
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
      logger.error({ err: error, request_id: (response.locals as Locals).requestId }, 'a request failed');
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
