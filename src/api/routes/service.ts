import { z } from 'zod';
import { eventDefinitions } from '../../domain/event-catalog.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';

const tag = 'Service';

const eventTypesJson = z
  .strictObject({
    items: z.array(
      z.strictObject({
        type: z.string(),
        version: z.int(),
        personal: z
          .array(z.string())
          .meta({ description: 'The fields encrypted under the data key of the subject.' }),
        schema: z.record(z.string(), z.unknown()).meta({ description: 'The JSON Schema of the data.' }),
      }),
    ),
  })
  .meta({ id: 'EventTypes' });

/** Routes that describe the service. */
export function serviceRoutes(): Route[] {
  const eventTypes = eventDefinitions.map(({ type, version, personal, schema }) => ({
    type,
    version,
    personal: [...personal],
    schema: z.toJSONSchema(schema, { unrepresentable: 'any' }),
  }));
  return [
    defineRoute({
      method: 'get',
      path: '/',
      operation: 'welcome',
      summary: 'Returns a welcome message.',
      tag,
      auth: 'none',
      answers: {
        200: { description: 'The welcome message.', body: z.strictObject({ message: z.string() }) },
      },
      refusals: [],
      handle: () =>
        Promise.resolve({ status: 200, body: { message: 'Welcome to the Credential Management Service' } }),
    }),
    defineRoute({
      method: 'get',
      path: '/event-types',
      operation: 'listEventTypes',
      summary: 'Lists every event type and version with the JSON Schema of its data.',
      tag,
      auth: 'none',
      answers: { 200: { description: 'The event types.', body: eventTypesJson } },
      refusals: [],
      handle: () => Promise.resolve({ status: 200, body: { items: eventTypes } }),
    }),
  ];
}
