import type { Route } from '../route.js';

interface Header {
  readonly description: string;
  readonly required?: boolean;
  readonly schema: { readonly type: 'string' | 'integer' };
}

const text = (description: string): Header => ({ description, schema: { type: 'string' } });
const required = (header: Header): Header => ({ ...header, required: true });
const seconds = (description: string): Header => ({ description, schema: { type: 'integer' } });

/** The headers that many operations share. */
export const sharedHeaders = {
  'X-Request-Id': required(text('The id of this request, and the correlation id of its events.')),
  'RateLimit-Policy': text('The limits that apply: `q` requests per `w` seconds.'),
  RateLimit: text('The state of each limit: `r` requests remain, and it resets in `t` seconds.'),
  'Event-Position': text('The log position of the change.'),
  Consistency: text('`pending` if the read models have not reached that position yet.'),
  ETag: text('The revision of the resource.'),
} satisfies Record<string, Header>;

/** The headers of problems by status. */
const PROBLEM_HEADERS: Partial<Record<number, Record<string, Header>>> = {
  401: { 'WWW-Authenticate': required(text('The authentication challenge (RFC 9110).')) },
  403: {
    'WWW-Authenticate': text(
      'With `reauthentication_required`: the proof that the operation needs (RFC 9470).',
    ),
  },
  409: { 'Retry-After': seconds('Seconds until a retry of the same request can succeed.') },
  429: { 'Retry-After': required(seconds('Seconds until the limit resets.')) },
  503: { 'Retry-After': required(seconds('Seconds until the client should retry.')) },
};

/** Returns the headers of a problem with a status. */
export function problemHeaders(status: number, limited: boolean): object {
  return { ...refer('X-Request-Id'), ...limitHeaders(limited), ...PROBLEM_HEADERS[status] };
}

/** Returns the headers of an answer, with those that only this answer has. */
export function answerHeaders(route: Route, own: Readonly<Record<string, string>> = {}): object {
  return {
    ...refer('X-Request-Id'),
    ...limitHeaders(hasLimits(route)),
    ...refer('Event-Position', 'Consistency', 'ETag'),
    ...Object.fromEntries(Object.entries(own).map(([name, description]) => [name, text(description)])),
  };
}

/** Tells whether the answers of a route have the headers of rate limits. */
export function hasLimits(route: Route): boolean {
  return route.limits !== undefined || route.auth === 'service' || route.auth === 'any';
}

function limitHeaders(limited: boolean): object {
  return limited ? refer('RateLimit-Policy', 'RateLimit') : {};
}

function refer(...names: (keyof typeof sharedHeaders)[]): object {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}
