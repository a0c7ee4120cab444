import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import type { Histogram } from 'prom-client';
import { networkOf } from '../../../security/limits/network.js';
import { actorOf, addressOf, requestIdOf } from '../requests/request-context.js';
import type { Caller } from '../requests/request-context.js';

export interface RequestLogParts {
  readonly logger: Logger;
  /** Returns the pseudonym of a value that must not appear in the log. */
  readonly pseudonym: (value: string) => string;
  /** Records the duration of every request, or null to record none. */
  readonly durations: Histogram<'method' | 'route' | 'status'> | null;
}

/** The fields of `response.locals` that the request log and the handler of errors read. */
export interface RequestLocals {
  readonly requestId: string;
  /** The path of the request as clients see it. */
  readonly instance?: string;
  readonly route?: string;
  readonly caller?: Caller;
  /** The id of the user that an anonymous request belongs to. */
  readonly user?: string;
  /** The code of the problem. */
  readonly problem?: string;
  /** The reason of the problem, which clients do not see. */
  readonly reason?: string;
  /** The limits that were exceeded. */
  readonly limits?: readonly string[];
  /** The pseudonym of the email address in the body. */
  readonly account?: string;
  /** The identity provider in the path. */
  readonly provider?: string;
  /** True for a route that people open in a browser. */
  readonly showsPages?: boolean;
}

/** Labels a request with the template of its route. The path itself may contain a secret. */
export function labelRoute(template: string): RequestHandler {
  return (_request, response, next) => {
    response.locals['route'] = template;
    next();
  };
}

/** Gives every request an id. Writes one log line and one measurement when its response is closed. */
export function logRequests({ logger, durations, pseudonym }: RequestLogParts): RequestHandler {
  return (request, response, next) => {
    const started = performance.now();
    const requestId = requestIdOf(request);
    response.locals['requestId'] = requestId;
    response.set('X-Request-Id', requestId);
    response.once('close', () => {
      const locals = response.locals as RequestLocals;
      const { route = 'none', caller, user, problem, reason, limits, account, provider } = locals;
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

/** Returns the trace id of a `traceparent` header (W3C Trace Context §3.2). */
function traceOf(traceparent: string | undefined): string | undefined {
  return /^00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/.exec(traceparent ?? '')?.[1];
}
