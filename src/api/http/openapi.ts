import { z } from 'zod';
import { SCOPES } from '../../domain/api-key/scopes.js';
import { isOAuthPath, oauthErrorJson, oauthStatusOf } from './problems/oauth-error.js';
import { problems } from './problems/problem.js';
import type { ProblemCode } from './problems/problem.js';
import { honoursIdempotencyKey } from './route.js';
import type { Route } from './route.js';

const FORM = 'application/x-www-form-urlencoded';

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
  })
  .meta({ id: 'Problem', description: 'RFC 9457.' });

const ANSWER_HEADERS = {
  'X-Request-Id': {
    description: 'The id of this request, and the correlation id of its events.',
    required: true,
    schema: { type: 'string' },
  },
};
/** What comes with every problem of a status. */
const PROBLEM_HEADERS: Partial<Record<number, object>> = {
  401: {
    'WWW-Authenticate': {
      description: 'The authentication challenge (RFC 9110).',
      required: true,
      schema: { type: 'string' },
    },
  },
  409: {
    'Retry-After': {
      description: 'Seconds until a retry of the same request can succeed.',
      schema: { type: 'integer' },
    },
  },
  429: {
    'Retry-After': {
      description: 'Seconds until the limit resets.',
      required: true,
      schema: { type: 'integer' },
    },
  },
  503: {
    'Retry-After': {
      description: 'Seconds until the client should retry.',
      required: true,
      schema: { type: 'integer' },
    },
  },
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

/** The refusals that a route has for what it is, beside those it names. */
function conventional(route: Route): ProblemCode[] {
  const writes = route.method !== 'get';
  const ofUser = route.auth === 'user' || route.auth === 'session';
  const groups: [boolean, ProblemCode[]][] = [
    [true, ['invalid_input', 'internal_error', 'unavailable']],
    [ofUser || route.auth === 'service', ['unauthenticated']],
    [route.auth === 'service', ['forbidden', 'insufficient_scope', 'rate_limited']],
    [route.limits !== undefined, ['rate_limited']],
    [ofUser && writes, ['cross_site_request']],
    [writes && route.form !== true, ['idempotency_key_in_use', 'idempotency_key_reused', 'conflict']],
    [route.body !== undefined, ['malformed_json', 'body_too_large', 'unsupported_media_type']],
    [route.ifMatch === true, ['precondition_failed']],
  ];
  return groups.flatMap(([applies, codes]) => (applies ? codes : []));
}

/** The OpenAPI 3.1 document of the routes: made from the very schemas that check them. */
export function openApiDocument(routes: readonly Route[], { serverUrl }: { serverUrl: string }): object {
  // Schemas with a name stand once, under it.
  const named = z.toJSONSchema(z.globalRegistry, {
    uri: (id) => `#/components/schemas/${id}`,
    unrepresentable: 'any',
  });
  const schemas = Object.fromEntries(
    Object.entries(named.schemas).map(([id, { $id: _id, $schema: _schema, ...schema }]) => [id, schema]),
  );
  const scopes = Object.entries(SCOPES)
    .map(([scope, meaning]) => `\`${scope}\`: ${meaning}`)
    .join(' ');
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) (paths[route.path] ??= {})[route.method] = operation(route);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Credence',
      version: '1',
      description:
        'Credential management with a complete history: every change is an event in a log. ' +
        'Repeated query parameters and duplicate JSON names are rejected.',
    },
    servers: [{ url: serverUrl }],
    paths,
    components: {
      schemas,
      securitySchemes: {
        user: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'The access token of a session.',
        },
        cookie: {
          type: 'apiKey',
          in: 'cookie',
          name: '__Host-credence-access',
          description: 'The access token in a cookie. Writes must come from a page of an allowed origin.',
        },
        service: { type: 'http', scheme: 'bearer', description: 'The internal service token.' },
        apiKey: {
          type: 'http',
          scheme: 'bearer',
          description: `An API key with the required scope. ${scopes}`,
        },
      },
    },
  };
}

function operation(route: Route): object {
  return {
    operationId: route.operation,
    summary: route.summary,
    tags: [route.tag],
    ...security(route),
    parameters: parameters(route),
    ...(route.body !== undefined && {
      requestBody: {
        required: !route.body.safeParse({}).success,
        content: {
          [route.form === true ? FORM : 'application/json']: { schema: schemaOf(route.body, 'input') },
        },
      },
    }),
    responses: responses(route),
  };
}

function security({ auth, scope }: Route): object {
  if (auth === 'none' || auth === 'optional') return {};
  if (scope !== undefined) return { security: [{ service: [] }, { apiKey: [scope] }] };
  return { security: [{ user: [] }, { cookie: [] }] };
}

function parameters(route: Route): object[] {
  const header = (name: string, description: string) => ({
    name,
    in: 'header',
    schema: { type: 'string' },
    description,
  });
  return [
    ...fields(route.params, 'path'),
    ...fields(route.query, 'query'),
    ...(route.method === 'get'
      ? [header('Event-Position', 'Waits until the read models have reached this position.')]
      : []),
    ...(honoursIdempotencyKey(route)
      ? [
          header(
            'Idempotency-Key',
            'Retries with the same key and body return the same response for 24 hours.',
          ),
        ]
      : []),
    ...(route.ifMatch === true
      ? [header('If-Match', 'The expected ETag. The request fails if the resource has another one.')]
      : []),
  ];
}

function fields(schema: z.ZodType | undefined, place: 'path' | 'query'): object[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = schemaOf(schema, 'input') as {
    properties?: Record<string, object>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: property,
  }));
}

function responses(route: Route): object {
  const refused = new Map<number, string[]>();
  for (const code of [...conventional(route), ...route.refusals]) {
    const status = isOAuthPath(route.path) ? oauthStatusOf(code) : problems[code][0];
    refused.set(status, [...(refused.get(status) ?? []), code]);
  }
  return {
    ...Object.fromEntries(
      [...refused].map(([status, codes]) => [
        status,
        {
          description: codes.map((code) => `\`${code}\``).join(', '),
          headers: { ...ANSWER_HEADERS, ...limitHeaders(route), ...PROBLEM_HEADERS[status] },
          content: isOAuthPath(route.path)
            ? { 'application/json': { schema: schemaOf(oauthErrorJson, 'output') } }
            : { 'application/problem+json': { schema: schemaOf(problemJson, 'output') } },
        },
      ]),
    ),
    ...Object.fromEntries(
      Object.entries(route.answers).map(([status, { description, body, headers = {} }]) => [
        status,
        {
          description,
          headers: { ...ANSWER_HEADERS, ...limitHeaders(route), ...POSITION_HEADERS, ...described(headers) },
          ...(body !== undefined && {
            content: { 'application/json': { schema: schemaOf(body, 'output') } },
          }),
        },
      ]),
    ),
  };
}

/** Only what is counted says so. */
function limitHeaders(route: Route): object {
  return route.limits !== undefined || route.auth === 'service' ? LIMIT_HEADERS : {};
}

function described(headers: Readonly<Record<string, string>>): object {
  return Object.fromEntries(
    Object.entries(headers).map(([name, description]) => [name, { description, schema: { type: 'string' } }]),
  );
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): object {
  const id = z.globalRegistry.get(schema)?.id;
  if (id !== undefined) return { $ref: `#/components/schemas/${id}` };
  const { $schema: _schema, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}
