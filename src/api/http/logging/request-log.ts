import type { Request, RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import type { Histogram } from 'prom-client';
import type { RecordSpan, Span } from '../../../runtime/tracing/span.js';
import { parseTraceparent, traceOf } from '../../../runtime/tracing/trace-ids.js';
import { networkOf } from '../../../security/limits/network.js';
import { actorOf, addressOf, requestIdOf } from '../requests/request-context.js';
import type { Caller } from '../requests/request-context.js';

export interface RequestLogParts {
  readonly logger: Logger;
  /** Returns the pseudonym of a value that must not appear in the log. */
  readonly pseudonym: (value: string) => string;
  /** Records the duration of every request, or null to record none. */
  readonly durations: Histogram<'method' | 'route' | 'status'> | null;
  /** Records the span of every request, or null to record none. */
  readonly recordSpan: RecordSpan | null;
}

/** The label of requests that match no route. */
const NO_ROUTE = 'none';
/** The routes of probes, which would fill the traces. */
const PROBES = /^\/(health\/|metrics$)/;
/** The first status of a failed server. */
const SERVER_ERROR = 500;

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
export function logRequests(parts: RequestLogParts): RequestHandler {
  const { logger, durations, pseudonym, recordSpan } = parts;
  return (request, response, next) => {
    const started = performance.now();
    const requestId = requestIdOf(request);
    response.locals['requestId'] = requestId;
    response.set('X-Request-Id', requestId);
    response.once('close', () => {
      const locals = response.locals as RequestLocals;
      const { route = NO_ROUTE, caller, user, problem, reason, limits, account, provider } = locals;
      const ms = performance.now() - started;
      const parent = parseTraceparent(request.get('traceparent'));
      durations?.observe({ method: request.method, route, status: response.statusCode }, ms / 1000);
      logger.info({
        request_id: requestId,
        trace_id: parent?.traceId ?? (recordSpan === null ? undefined : traceOf(requestId).traceId),
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
      if (recordSpan !== null && !PROBES.test(route))
        recordSpan(spanOf({ requestId, request, response, route, startedAt: started }));
    });
    next();
  };
}

/** Returns the span of an answered request. It has no path, which may contain a secret. */
function spanOf({ requestId, request, response, route, startedAt }: AnsweredRequest): Span {
  const header = request.get('traceparent') ?? '';
  const parent = parseTraceparent(header);
  // A request with an id of its own has a trace of its own.
  const isLinked = parent !== null && parent.traceId !== traceOf(requestId).traceId;
  return {
    requestId,
    name: route === NO_ROUTE ? request.method : `${request.method} ${route}`,
    kind: 'server',
    key: '',
    attributes: {
      'http.request.method': request.method,
      ...(route !== NO_ROUTE && { 'http.route': route }),
      'http.response.status_code': response.statusCode,
    },
    ...(isLinked && { linkedTo: header }),
    startedAt,
    failed: response.statusCode >= SERVER_ERROR,
  };
}

interface AnsweredRequest {
  readonly requestId: string;
  readonly request: Request;
  readonly response: Response;
  readonly route: string;
  readonly startedAt: number;
}
