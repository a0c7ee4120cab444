import express from 'express';
import type { ErrorRequestHandler, Express, Request, RequestHandler } from 'express';
import helmet from 'helmet';
import type { Logger } from 'pino';
import type { ProblemPage } from '../pages/problem-page.js';
import { Problem, problemOf } from './problems/problem.js';
import { sendProblem, sendProblemPage } from './problems/send-problem.js';
import { logRequests } from './logging/request-log.js';
import { plainForwardedFor } from './requests/forwarded-for.js';
import type { ProxyHeader } from './requests/forwarded-for.js';
import { plainPath } from './requests/plain-path.js';
import type { RequestLocals, RequestLogParts } from './logging/request-log.js';

/** The dependencies of the middleware that every listener shares. */
export interface BaseAppParts extends RequestLogParts {
  /** Addresses and networks of proxies that report the address of the client. */
  readonly trustedProxies: readonly string[];
  readonly trustedProxyHeader: ProxyHeader;
  /** The value of `Strict-Transport-Security`, or null to send none. */
  readonly strictTransportSecurity: string | null;
}

const securityHeaders = helmet({
  // `openBaseApp` sends the header, since it depends on the configuration.
  strictTransportSecurity: false,
  referrerPolicy: { policy: 'no-referrer' },
  xFrameOptions: { action: 'deny' },
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'self'"],
      // Swagger UI and the icons of mail clients use data URLs.
      imgSrc: ["'self'", 'data:'],
      objectSrc: ["'none'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
  },
});

/** Creates an app that gives every request an id, logs it, and sets the security headers. */
export function openBaseApp(parts: BaseAppParts): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.enable('strict routing');
  app.enable('case sensitive routing');
  app.set('query parser', 'simple');
  app.set('trust proxy', [...parts.trustedProxies]);
  app.use(plainForwardedFor(parts.trustedProxyHeader));
  app.use(logRequests(parts));
  app.use(plainPath);
  app.use(securityHeaders);
  const { strictTransportSecurity } = parts;
  if (strictTransportSecurity !== null) {
    app.use((_request, response, next) => {
      response.set('Strict-Transport-Security', strictTransportSecurity);
      next();
    });
  }
  return app;
}

interface ErrorParts {
  readonly logger: Logger;
  /** Renders the problems of routes that people open in a browser; none by default. */
  readonly problemPage?: ProblemPage;
}

/** Binds the last handlers: unmatched requests and errors are answered with a problem. */
export function closeBaseApp(app: Express, parts: ErrorParts): void {
  app.use(() => {
    throw new Problem('not_found');
  });
  app.use(handleError(parts));
}

/** Rejects the methods that a path does not have. To be bound after the methods that it has. */
export function rejectMethod(allow: readonly string[]): RequestHandler {
  return () => {
    throw new Problem('method_not_allowed', { headers: { Allow: allow.join(', ') } });
  };
}

/** Marks a route that people open in a browser, which shows its problems as pages. */
export const showProblemPages: RequestHandler = (_request, response, next) => {
  response.locals['showsPages'] = true;
  next();
};

/** Returns true if the client prefers HTML. A client that accepts everything gets JSON. */
function prefersHtml(request: Request): boolean {
  return request.accepts('application/problem+json', 'application/json', 'text/html') === 'text/html';
}

/** Answers with the problem of an error, or with its page. Logs internal errors. */
export function handleError({ logger, problemPage }: ErrorParts): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    // Express throws a URIError for a path with invalid percent-encoding, which matches no route.
    const problem = error instanceof URIError ? new Problem('not_found') : problemOf(error);
    const locals = response.locals as RequestLocals;
    const { requestId, showsPages = false, instance = request.path } = locals;
    if (problemPage !== undefined && showsPages && prefersHtml(request))
      sendProblemPage(response, problem, problemPage(problem, { ...locals, instance }));
    else sendProblem(response, problem, { requestId, path: request.path, instance });
    response.locals['problem'] = problem.code;
    response.locals['reason'] = problem.details.reason;
    if (problem.code === 'internal_error' || problem.code === 'unreadable_event') {
      logger.error({ err: error, request_id: requestId }, 'request failed');
    }
  };
}
