import { createHash } from 'node:crypto';

/** A `traceparent` header (W3C Trace Context §3.2). */
const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;
/** A request id that `requestIdFrom` has made. */
const FROM_CALLER = /^([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;
const ZEROS = /^0+$/;
/** The flag of a caller that records its spans (W3C Trace Context §3.2.2.5.1). */
const SAMPLED = 1;

/** The trace of a request. It follows from the request id, which every event and job of the request has. */
export interface Trace {
  readonly traceId: string;
  /** The span of the caller that the request continues, or null. */
  readonly caller: { readonly spanId: string; readonly isSampled: boolean } | null;
}

/** The ids of a valid `traceparent`, or null. */
export function parseTraceparent(
  header: string | undefined,
): { readonly traceId: string; readonly spanId: string; readonly flags: string } | null {
  const [, traceId = '', spanId = '', flags = ''] = TRACEPARENT.exec(header ?? '') ?? [];
  return traceId === '' || ZEROS.test(traceId) || ZEROS.test(spanId) ? null : { traceId, spanId, flags };
}

/**
 * Returns a request id that contains the trace of the caller, or null without a valid `traceparent`. Events, jobs and
 * mails of the request then belong to the caller's trace, although they store the request id only.
 */
export function requestIdFrom(header: string | undefined): string | null {
  const parent = parseTraceparent(header);
  return parent === null ? null : `${parent.traceId}-${parent.spanId}-${parent.flags}`;
}

/** Returns the trace of a request. The trace of a UUID has the same digits, so that people find it. */
export function traceOf(requestId: string): Trace {
  const [, traceId, spanId = '', flags = ''] = FROM_CALLER.exec(requestId) ?? [];
  if (traceId !== undefined && !ZEROS.test(traceId) && !ZEROS.test(spanId))
    return { traceId, caller: { spanId, isSampled: (Number.parseInt(flags, 16) & SAMPLED) === SAMPLED } };
  const digits = requestId.replaceAll('-', '').toLowerCase();
  const isTraceId = /^[0-9a-f]{32}$/.test(digits) && !ZEROS.test(digits);
  return { traceId: isTraceId ? digits : hash(requestId, 32), caller: null };
}

/**
 * Returns the id of a span. It follows from the request and from the work, so that the spans of another process name it as
 * their parent.
 *
 * @param key text that tells the work from all other work of the request; empty for the request itself
 */
export function spanIdOf(requestId: string, key: string): string {
  return hash(`${requestId}\n${key}`, 16);
}

function hash(text: string, digits: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, digits);
}
