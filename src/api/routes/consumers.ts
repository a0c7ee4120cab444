import { z } from 'zod';
import { acknowledgeEvents } from '../../commands/consumers/acknowledge-events.js';
import { deleteConsumer, setConsumer } from '../../commands/consumers/change-consumers.js';
import { readConsumers, readPlace } from '../../commands/consumers/read-consumers.js';
import type { ConsumerPlace } from '../../commands/consumers/read-consumers.js';
import { consumerList } from '../../domain/consumer/consumers.js';
import { requireConsumer } from '../../domain/consumer/decisions.js';
import { loadState } from '../../eventstore/folding/load-state.js';
import { messageJson } from '../answers/message-json.js';
import { causeOf } from '../http/requests/cause.js';
import { positionInput, requirePosition } from '../http/requests/position.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import type { RouteDependencies } from './dependencies.js';
import { requireScopes, typesInput } from './webhooks.js';

const tag = 'Events';
const consumerPath = z.strictObject({ name: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/) });

const consumerJson = z
  .strictObject({
    name: z.string(),
    types: z.array(z.string()).meta({ description: 'The event types that it follows; empty: all.' }),
    position: z.string().meta({ description: 'The position after which it goes on, for `after`.' }),
    lag_seconds: z.number().meta({ description: 'The age of the oldest event after that position.' }),
  })
  .meta({ id: 'Consumer' });
const consumersJson = z
  .strictObject({ items: z.array(consumerJson), next_cursor: z.null() })
  .meta({ id: 'Consumers' });

function toConsumerJson({ consumer, position, lagSeconds }: ConsumerPlace): z.input<typeof consumerJson> {
  return { name: consumer.name, types: [...consumer.types], position, lag_seconds: lagSeconds };
}

/** Routes of named consumers, whose position in the feed the service stores. */
export function consumerRoutes({ commands }: RouteDependencies): Route[] {
  const { log } = commands;
  return [
    defineRoute({
      method: 'get',
      path: '/v1/consumers',
      operation: 'listConsumers',
      summary: 'Lists the named consumers of the feed with their positions.',
      tag,
      auth: 'service',
      permission: 'events:read',
      answers: { 200: { description: 'The consumers, at most 100.', body: consumersJson } },
      refusals: [],
      async handle({ context }) {
        const places = await readConsumers(log, context.now);
        return { status: 200, body: { items: places.map(toConsumerJson), next_cursor: null } };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/v1/consumers/{name}',
      operation: 'readConsumer',
      summary: 'Returns a named consumer of the feed with its position.',
      tag,
      auth: 'service',
      permission: 'events:read',
      params: consumerPath,
      answers: { 200: { description: 'The consumer.', body: consumerJson } },
      refusals: ['unknown_consumer'],
      async handle({ params, context }) {
        const consumer = requireConsumer(await loadState(log, consumerList), params.name);
        return { status: 200, body: toConsumerJson(await readPlace(log, consumer, context.now)) };
      },
    }),
    defineRoute({
      method: 'put',
      path: '/v1/consumers/{name}',
      operation: 'setConsumer',
      summary: 'Creates a named consumer of the feed, or changes its types or its position.',
      tag,
      auth: 'service',
      permission: 'consumers:write',
      params: consumerPath,
      body: z.strictObject({
        types: typesInput.nullable().default(null).meta({
          description:
            'Event types; empty: all. By default it keeps its types, and a new consumer follows all.',
        }),
        position: positionInput.nullable().default(null).meta({
          description:
            'The position after which it goes on; empty: the beginning of the log. By default it keeps its position, and a new consumer begins with the next event.',
        }),
      }),
      answers: { 200: { description: 'The consumer.', body: consumerJson } },
      refusals: ['invalid_position', 'consumer_limit'],
      async handle({ params: { name }, body: { types, ...body }, context, caller }) {
        requireScopes(caller.scopes, types ?? []);
        const position = body.position === null ? null : await requirePosition(log.store, body.position);
        const properties = { name, types, position };
        const set = await setConsumer(commands, properties, causeOf(context, caller));
        const place = await readPlace(log, set.consumer, context.now);
        return { status: 200, body: toConsumerJson(place), position: set.position };
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/v1/consumers/{name}',
      operation: 'deleteConsumer',
      summary: 'Deletes a named consumer of the feed.',
      tag,
      auth: 'service',
      permission: 'consumers:write',
      params: consumerPath,
      answers: { 200: { description: 'The consumer is deleted.', body: messageJson } },
      refusals: ['unknown_consumer'],
      async handle({ params, context, caller }) {
        const { position } = await deleteConsumer(commands, params.name, causeOf(context, caller));
        return { status: 200, body: { message: 'The consumer is deleted.' }, position };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/v1/consumers/{name}/ack',
      operation: 'acknowledgeEvents',
      summary: 'Records that a consumer has handled every event up to a position.',
      tag,
      auth: 'service',
      permission: 'consumers:write',
      params: consumerPath,
      body: z.strictObject({ position: positionInput }),
      answers: { 200: { description: 'The consumer.', body: consumerJson } },
      refusals: ['unknown_consumer', 'invalid_position'],
      async handle({ params: { name }, body, context, caller }) {
        const position = await requirePosition(log.store, body.position);
        const consumer = await acknowledgeEvents(commands, { name, position }, causeOf(context, caller));
        return { status: 200, body: toConsumerJson(await readPlace(log, consumer, context.now)) };
      },
    }),
  ];
}
