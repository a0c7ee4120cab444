import { z } from 'zod';
import type { Permission } from '../../domain/permissions.js';
import { feedPageJson } from '../answers/cloud-event-json.js';
import { typeList } from '../feed/selection.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import { positionOfInstant } from '../past/instant.js';
import type { RouteDependencies } from './dependencies.js';

const tag = 'Events';

const MAX_LIMIT = 1000;
const DEFAULT_LIMIT = 100;
const MAX_WAIT_SECONDS = 30;
/** Time for the search of a page, beside the wait. */
const SEARCH_MS = 10_000;

const after = z.string().max(64).optional().meta({
  description:
    'The position of the last event that the client has, or a time such as `2026-11-27T12:00:00Z`.',
});
const filter = {
  type: typeList
    .optional()
    .meta({ description: 'Event types, separated by commas, such as `UserRegistered,EmailVerified`.' }),
  subject: z.string().max(64).optional().meta({ description: 'The id of a person or thing.' }),
};
const feedQuery = z.strictObject({
  after,
  ...filter,
  limit: wholeNumber(1, MAX_LIMIT).default(DEFAULT_LIMIT),
  wait: wholeNumber(0, MAX_WAIT_SECONDS)
    .default(0)
    .meta({ description: 'Seconds to wait for an event if there is none, at most 30.' }),
});

function wholeNumber(min: number, max: number) {
  return z
    .string()
    .regex(/^\d{1,4}$/)
    .transform(Number)
    .refine((value) => value >= min && value <= max);
}

/** Routes with which services follow the public events. */
export function eventRoutes({ feed }: RouteDependencies): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/v1/events',
      operation: 'readEvents',
      summary: 'Returns public events in log order, from the beginning of the log or after a position.',
      tag,
      auth: 'service',
      permission: 'events:read',
      query: feedQuery,
      timeoutMs: MAX_WAIT_SECONDS * 1000 + SEARCH_MS,
      answers: { 200: { description: 'The next events.', body: feedPageJson } },
      refusals: ['invalid_position'],
      async handle({ query, caller }) {
        const request = {
          after: await positionOfInstant(feed, query.after ?? ''),
          limit: query.limit,
          ...consumerOf(query, caller),
        };
        const { items, next, caughtUp } = await feed.wait(request, query.wait * 1000);
        const head = caughtUp ? next : await feed.head();
        return { status: 200, body: { items, next, head, caught_up: caughtUp } };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/v1/events/stream',
      operation: 'streamEvents',
      summary: 'Streams public events in log order as Server-Sent Events, from now on or after a position.',
      tag,
      auth: 'service',
      permission: 'events:read',
      query: z.strictObject({ after, ...filter }),
      resumes: true,
      answers: {
        200: {
          description: 'One message for each event: `id` is its position, `data` the event as CloudEvents.',
          streamType: 'text/event-stream',
        },
      },
      refusals: ['invalid_position', 'too_busy'],
      hashesPassword: () => false,
      async handle({ query, caller, lastEventId }) {
        const start = lastEventId ?? query.after;
        const request = {
          after: start === undefined ? await feed.head() : await positionOfInstant(feed, start),
          ...consumerOf(query, caller),
        };
        return {
          status: 200,
          // Proxies such as nginx would collect the events.
          headers: { 'Content-Type': 'text/event-stream; charset=utf-8', 'X-Accel-Buffering': 'no' },
          stream: (signal) => feed.streams.open(request, caller.actor, signal),
        };
      },
    }),
  ];
}

interface FilterQuery {
  readonly type?: readonly string[] | undefined;
  readonly subject?: string | undefined;
}

function consumerOf(
  { type, subject }: FilterQuery,
  { scopes }: { readonly scopes: ReadonlySet<Permission> },
) {
  const types = type === undefined ? null : new Set(type);
  return {
    selection: { types, subject: subject ?? null, scopes },
    personal: scopes.has('events:read_personal'),
  };
}
