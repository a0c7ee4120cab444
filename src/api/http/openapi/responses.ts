import { z } from 'zod';
import { isOAuthPath, oauthErrorJson, oauthStatusOf } from '../problems/oauth-error.js';
import { problemMembers } from '../problems/problem-members.js';
import { problems } from '../problems/problem-table.js';
import type { ProblemCode } from '../problems/problem-table.js';
import type { Route } from '../route.js';
import { schemaOf } from './schema-of.js';

const problemJson = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string(),
    code: z.enum(Object.keys(problems) as [ProblemCode, ...ProblemCode[]]),
    request_id: z.string(),
    errors: z
      .array(z.strictObject({ pointer: z.string(), code: z.string(), detail: z.string() }))
      .optional()
      .meta({
        description: 'The invalid inputs. `pointer` is a JSON Pointer into the body, `?name` or `#Header`.',
      }),
    ...problemMembers,
  })
  .meta({ id: 'Problem', description: 'RFC 9457.' });

const ANSWER_HEADERS = {
  'X-Request-Id': {
    description: 'The id of this request, and the correlation id of its events.',
    required: true,
    schema: { type: 'string' },
  },
};

const retryAfter = (description: string, required: boolean) => ({
  'Retry-After': { description, ...(required && { required }), schema: { type: 'integer' } },
});

/** The headers of problems by status. */
const PROBLEM_HEADERS: Partial<Record<number, object>> = {
  401: {
    'WWW-Authenticate': {
      description: 'The authentication challenge (RFC 9110).',
      required: true,
      schema: { type: 'string' },
    },
  },
  403: {
    'WWW-Authenticate': {
      description: 'With `reauthentication_required`: the proof that the operation needs (RFC 9470).',
      schema: { type: 'string' },
    },
  },
  409: retryAfter('Seconds until a retry of the same request can succeed.', false),
  429: retryAfter('Seconds until the limit resets.', true),
  503: retryAfter('Seconds until the client should retry.', true),
};
const LIMIT_HEADERS = {
  'RateLimit-Policy': {
    description: 'The limits that apply: `q` requests per `w` seconds.',
    schema: { type: 'string' },
  },
  RateLimit: {
    description: 'The state of each limit: `r` requests remain, and it resets in `t` seconds.',
    schema: { type: 'string' },
  },
};
const POSITION_HEADERS = {
  'Event-Position': { description: 'The log position of the change.', schema: { type: 'string' } },
  Consistency: {
    description: '`pending` if the read models have not reached that position yet.',
    schema: { type: 'string' },
  },
  ETag: { description: 'The revision of the resource.', schema: { type: 'string' } },
};

/** Returns the OpenAPI responses of a route: its answers, and its problems by status. */
export function responses(route: Route): object {
  const codesByStatus = new Map<number, string[]>();
  for (const code of [...commonProblems(route), ...route.refusals]) {
    const status = isOAuthPath(route.path) ? oauthStatusOf(code) : problems[code][0];
    codesByStatus.set(status, [...(codesByStatus.get(status) ?? []), code]);
  }
  return {
    ...Object.fromEntries(
      [...codesByStatus].map(([status, codes]) => [
        status,
        {
          description: codes.map((code) => `\`${code}\``).join(', '),
          headers: { ...ANSWER_HEADERS, ...limitHeaders(route), ...PROBLEM_HEADERS[status] },
          content: isOAuthPath(route.path)
            ? { 'application/json': { schema: schemaOf(oauthErrorJson, 'output') } }
            : {
                'application/problem+json': { schema: schemaOf(problemJson, 'output') },
                ...(route.showsPages === true && { 'text/html': { schema: { type: 'string' } } }),
              },
        },
      ]),
    ),
    ...Object.fromEntries(
      Object.entries(route.answers).map(([status, { description, body, headers = {}, ...type }]) => [
        status,
        {
          description,
          headers: {
            ...ANSWER_HEADERS,
            ...limitHeaders(route),
            ...POSITION_HEADERS,
            ...textHeaders(headers),
          },
          ...(body !== undefined && {
            content: { 'application/json': { schema: schemaOf(body, 'output') } },
          }),
          ...otherContent(type.media ?? type.streamType),
        },
      ]),
    ),
  };
}

/** Returns the content of an answer that is not JSON, if it has a media type. */
function otherContent(type: string | undefined): object {
  return type === undefined ? {} : { content: { [type]: { schema: { type: 'string' } } } };
}

/** Returns the problems that follow from the kind of a route, in addition to those that it lists. */
function commonProblems(route: Route): ProblemCode[] {
  const writes = route.method !== 'get';
  const ofUser = route.auth === 'user' || route.auth === 'session';
  const ofMember = route.auth === 'member';
  const ofService = route.auth === 'service' || ofMember;
  const groups: [boolean, ProblemCode[]][] = [
    [true, ['invalid_input', 'internal_error', 'unreadable_event', 'unavailable']],
    [ofUser || ofService, ['unauthenticated']],
    [ofService, ['forbidden', 'insufficient_scope', 'rate_limited']],
    [ofMember, ['unknown_organization']],
    [route.limits !== undefined, ['rate_limited']],
    [(ofUser || ofMember) && writes, ['cross_site_request']],
    [writes && route.form !== true, ['idempotency_key_in_use', 'idempotency_key_reused', 'conflict']],
    [route.body !== undefined, ['malformed_json', 'body_too_large', 'unsupported_media_type']],
    [route.ifMatch === true, ['precondition_failed']],
  ];
  return groups.flatMap(([applies, codes]) => (applies ? codes : []));
}

/** Returns the rate limit headers, if the route has limits. */
function limitHeaders(route: Route): object {
  const admitsServices = route.auth === 'service' || route.auth === 'member';
  return route.limits !== undefined || admitsServices ? LIMIT_HEADERS : {};
}

function textHeaders(headers: Readonly<Record<string, string>>): object {
  return Object.fromEntries(
    Object.entries(headers).map(([name, description]) => [name, { description, schema: { type: 'string' } }]),
  );
}
