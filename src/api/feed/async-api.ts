import { z } from 'zod';
import { cloudEventJson } from '../answers/cloud-event-json.js';
import type { PublicSchema } from './event-schemas.js';

/** Builds the AsyncAPI 3 document of the feed, the stream and the webhooks of public events. */
export function asyncApiDocument(schemas: readonly PublicSchema[], publicUrl: string): object {
  const { protocol, host, pathname } = new URL(publicUrl);
  const messages = Object.fromEntries(
    schemas.map(({ name }) => [name, { $ref: `#/components/messages/${name}` }]),
  );
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Credence events',
      version: '1',
      description:
        'Public events in log order, as CloudEvents 1.0. Consumers pull them, keep a stream open, or get webhooks.',
    },
    defaultContentType: 'application/json',
    servers: { public: { host, protocol: protocol.slice(0, -1), ...(pathname !== '/' && { pathname }) } },
    channels: {
      feed: {
        address: '/v1/events',
        description: 'The feed: each answer has the next events after a position.',
        messages,
      },
      stream: {
        address: '/v1/events/stream',
        description: 'The stream: Server-Sent Events, with the position as `id` and the event as `data`.',
        messages,
      },
      webhook: {
        address: null,
        description:
          'A delivery to the URL of a webhook, signed as in Standard Webhooks. It has no personal fields.',
        messages,
      },
    },
    operations: {
      sendFeed: operationOn('feed'),
      sendStream: operationOn('stream'),
      sendWebhook: operationOn('webhook'),
    },
    components: {
      messages: Object.fromEntries(schemas.map((schema) => [schema.name, messageOf(schema)])),
      schemas: { CloudEvent: envelope() },
    },
  };
}

function operationOn(channel: string): object {
  return { action: 'send', channel: { $ref: `#/channels/${channel}` } };
}

function messageOf({ name, scope, schema }: PublicSchema): object {
  return {
    name,
    summary: `Needs the scope \`${scope}\`.`,
    contentType: 'application/json',
    payload: {
      allOf: [
        { $ref: '#/components/schemas/CloudEvent' },
        { type: 'object', properties: { type: { const: name }, data: schema } },
      ],
    },
  };
}

function envelope(): object {
  // The schema itself is a named one, which would be a reference.
  const { $schema: _schema, ...schema } = z.toJSONSchema(z.strictObject(cloudEventJson.shape));
  return schema;
}
