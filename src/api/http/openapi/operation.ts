import type { z } from 'zod';
import { documentedDeprecation } from '../deprecation.js';
import { honoursIdempotencyKey } from '../route.js';
import type { Route } from '../route.js';
import { requestExample } from './example.js';
import type { ExampleSchemas } from './example.js';
import { parameterWords } from './parameter-words.js';
import { responses } from './responses.js';
import { schemaOf } from './schema-of.js';

const FORM = 'application/x-www-form-urlencoded';

/** Returns the OpenAPI operation of a route. */
export function operation(route: Route, schemas: ExampleSchemas): object {
  return {
    operationId: route.operation,
    summary: route.summary,
    tags: [route.tag],
    ...documentedDeprecation(route.deprecation),
    ...security(route),
    parameters: parameters(route),
    ...(route.body !== undefined && { requestBody: requestBody(route.body, route, schemas) }),
    responses: responses(route, schemas),
  };
}

function requestBody(body: z.ZodType, { form }: Route, schemas: ExampleSchemas): object {
  const schema = schemaOf(body, 'input');
  const content = { schema, example: requestExample(schema, schemas) };
  return {
    required: !body.safeParse({}).success,
    content: { [form === true ? FORM : 'application/json']: content },
  };
}

/** Returns the credentials of an operation, and the permission that they need. */
function security({ auth, permission }: Route): object {
  if (auth === 'none') return {};
  if (auth === 'optional') return { security: [{}, { user: [] }, { cookie: [] }] };
  if (auth === 'any') return { security: [{ service: [] }, { apiKey: [] }, { user: [] }, { cookie: [] }] };
  if (auth === 'member')
    return {
      security: [{ user: [] }, { cookie: [] }, { service: [] }, { apiKey: [permission] }],
      'x-permission': permission,
    };
  if (permission !== undefined)
    return { security: [{ service: [] }, { apiKey: [permission] }], 'x-permission': permission };
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
    ...(route.method === 'get' || route.waitsForPosition === true
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
    ...(route.resumes === true
      ? [header('Last-Event-ID', 'The position of the last event that the client has. It replaces `after`.')]
      : []),
  ];
}

function fields(schema: z.ZodType | undefined, place: 'path' | 'query'): object[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = schemaOf(schema, 'input') as {
    properties?: Record<string, { readonly description?: string }>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description = parameterWords[name], ...property }]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    ...(description !== undefined && { description }),
    schema: property,
  }));
}
