import { z } from 'zod';
import { eventDefinitions } from '../../domain/event-catalog.js';
import { schemaUrlOf } from '../../domain/public-events/cloud-event.js';
import { asyncApiDocument } from '../feed/async-api.js';
import { publicSchemas } from '../feed/event-schemas.js';
import { Problem } from '../http/problems/problem.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import type { RouteDependencies } from './dependencies.js';

const tag = 'Events';
const jsonObject = z.record(z.string(), z.unknown());

const eventTypesJson = z
  .strictObject({
    items: z.array(
      z.strictObject({
        type: z.string(),
        version: z.int(),
        personal: z
          .array(z.string())
          .meta({ description: 'The fields encrypted under the data key of the subject.' }),
        schema: jsonObject.meta({ description: 'The JSON Schema of the data.' }),
      }),
    ),
    public: z
      .array(
        z.strictObject({
          name: z.string().meta({ description: 'The `type` of its CloudEvents.' }),
          type: z.string(),
          version: z.int(),
          scope: z.string().meta({ description: 'The scope that a consumer needs beside `events:read`.' }),
          dataschema: z.string(),
        }),
      )
      .meta({ description: 'The types of the feed, with the versions of earlier releases.' }),
  })
  .meta({ id: 'EventTypes' });

/** Routes that describe the events. */
export function eventTypeRoutes({ publicUrl }: RouteDependencies): Route[] {
  const recorded = eventDefinitions.map(({ type, version, personal, schema }) => ({
    type,
    version,
    personal: [...personal],
    schema: z.toJSONSchema(schema, { unrepresentable: 'any' }),
  }));
  const schemas = publicSchemas();
  const byName = new Map(schemas.map((one) => [one.name, one]));
  const published = schemas.map(({ name, type, version, scope }) => {
    return { name, type, version, scope, dataschema: schemaUrlOf(publicUrl, name) };
  });
  const asyncApi = { ...asyncApiDocument(schemas, publicUrl) };

  return [
    defineRoute({
      method: 'get',
      path: '/event-types',
      operation: 'listEventTypes',
      summary: 'Lists every event type with the JSON Schema of its data, and the public types of the feed.',
      tag,
      auth: 'none',
      answers: { 200: { description: 'The event types.', body: eventTypesJson } },
      refusals: [],
      handle: () => Promise.resolve({ status: 200, body: { items: recorded, public: published } }),
    }),
    defineRoute({
      method: 'get',
      path: '/event-types/{name}',
      operation: 'readEventSchema',
      summary: 'Returns the JSON Schema of the data of a public event type and version.',
      tag,
      auth: 'none',
      params: z.strictObject({ name: z.string().max(200) }),
      answers: { 200: { description: 'The schema (JSON Schema 2020-12).', body: jsonObject } },
      refusals: ['not_found'],
      handle({ params }) {
        const found = byName.get(params.name);
        if (found === undefined) throw new Problem('not_found');
        const body = {
          $schema: 'https://json-schema.org/draft/2020-12/schema',
          $id: schemaUrlOf(publicUrl, found.name),
          title: found.name,
          ...found.schema,
        };
        return Promise.resolve({ status: 200, body });
      },
    }),
    defineRoute({
      method: 'get',
      path: '/asyncapi.json',
      operation: 'readAsyncApi',
      summary: 'Returns the AsyncAPI 3 document of the feed and the stream of events.',
      tag,
      auth: 'none',
      answers: { 200: { description: 'The document.', body: jsonObject } },
      refusals: [],
      handle: () => Promise.resolve({ status: 200, body: asyncApi }),
    }),
  ];
}
