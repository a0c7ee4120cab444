import { z } from 'zod';
import { PERMISSIONS } from '../../../domain/permissions.js';
import type { CookiePolicy } from '../authentication/cookie-policy.js';
import { accessCookieName } from '../authentication/session-cookies.js';
import type { Route } from '../route.js';
import type { ExampleSchemas } from './example.js';
import { sharedHeaders } from './headers.js';
import { operation } from './operation.js';
import { problemExamples } from './problem-examples.js';
import { problemResponses } from './problem-responses.js';
import { documentedTags } from './tags.js';
import { webhookDelivery } from './webhook-delivery.js';

/** Builds the OpenAPI 3.1 document from the schemas that the routes validate with. */
export function openApiDocument(
  routes: readonly Route[],
  { serverUrl, cookies }: { readonly serverUrl: string; readonly cookies: CookiePolicy },
): object {
  const schemas = namedSchemas();
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) (paths[route.path] ??= {})[route.method] = operation(route, schemas);
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
    tags: documentedTags(),
    paths,
    webhooks: webhookDelivery(schemas),
    components: {
      schemas,
      responses: sharedResponses(routes),
      headers: sharedHeaders,
      examples: problemExamples(),
      securitySchemes: securitySchemes(cookies),
    },
  };
}

/** Returns the problems of all routes by the name to which the operations refer. */
function sharedResponses(routes: readonly Route[]): object {
  return Object.fromEntries(
    routes.flatMap((route) => problemResponses(route).map(({ name, response }) => [name, response])),
  );
}

/** Returns the schemas with an id, to which the operations refer. */
function namedSchemas(): ExampleSchemas {
  const { schemas } = z.toJSONSchema(z.globalRegistry, {
    uri: (id) => `#/components/schemas/${id}`,
    unrepresentable: 'any',
  });
  const entries = Object.entries(schemas).map(
    ([id, { $id: _id, $schema: _schema, ...schema }]): [string, object] => [id, schema],
  );
  // The order of the registry is that in which modules were loaded, and clients are generated from the document.
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries);
}

function securitySchemes(cookies: CookiePolicy): object {
  const scopes = Object.entries(PERMISSIONS)
    .map(([permission, description]) => `\`${permission}\`: ${description}`)
    .join(' ');
  return {
    user: {
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'JWT',
      description: 'The access token of a session.',
    },
    cookie: {
      type: 'apiKey',
      in: 'cookie',
      name: accessCookieName(cookies),
      description: 'The access token in a cookie. Writes must come from a page of an allowed origin.',
    },
    service: { type: 'http', scheme: 'bearer', description: 'The internal service token.' },
    apiKey: {
      type: 'http',
      scheme: 'bearer',
      description: `An API key with the required scope. ${scopes}`,
    },
  };
}
