import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { z } from 'zod';

/** A request of Google's Measurement Protocol, with the documented limits of names, values and events. */
const googleSchema = z.strictObject({
  client_id: z.string().regex(/^\d{1,10}\.\d{1,10}$/),
  consent: z.strictObject({ ad_user_data: z.literal('DENIED'), ad_personalization: z.literal('DENIED') }),
  events: z
    .array(
      z.strictObject({
        name: z.string().regex(/^[a-z][a-z_]{0,39}$/),
        timestamp_micros: z.int().min(1e15),
        params: z.strictObject({ message_id: z.string().max(100), method: z.string().max(100).optional() }),
      }),
    )
    .min(1)
    .max(25),
});

/** A batch of Segment's HTTP API. */
const segmentSchema = z.strictObject({
  batch: z
    .array(
      z.strictObject({
        type: z.literal('track'),
        event: z.string(),
        messageId: z.string().max(100),
        anonymousId: z.string(),
        timestamp: z.iso.datetime(),
        properties: z.strictObject({ method: z.string().optional() }),
        context: z.strictObject({ ip: z.literal('0.0.0.0') }),
      }),
    )
    .min(1),
});

export interface CountedEvent {
  readonly id: string;
  readonly person: string;
  readonly name: string;
  readonly method: string | undefined;
}

/** A service that counts events, as Google Analytics and Segment do. */
export interface AnalyticsService {
  readonly url: string;
  /** The events that it has taken. */
  readonly google: readonly CountedEvent[];
  readonly segment: readonly CountedEvent[];
  /** Everything that arrived: the targets, the headers and the bodies. */
  readonly arrived: readonly string[];
  /** Requests that it has refused. */
  readonly refused: number;
  /** Chooses whether it answers 503. */
  fail(isFailing: boolean): void;
  stop(): Promise<void>;
}

/** Starts the service. It answers 400 to a body that the protocols do not allow. */
export async function startAnalyticsService(): Promise<AnalyticsService> {
  const google: CountedEvent[] = [];
  const segment: CountedEvent[] = [];
  const arrived: string[] = [];
  let isFailing = false;
  let refused = 0;

  /** Counts the events of a request. */
  function take(path: string, body: unknown): void {
    if (path.startsWith('/mp/collect?')) {
      const { client_id: person, events } = googleSchema.parse(body);
      for (const { name, params } of events)
        google.push({ id: params.message_id, person, name, method: params.method });
      return;
    }
    for (const { messageId, anonymousId, event, properties } of segmentSchema.parse(body).batch)
      segment.push({ id: messageId, person: anonymousId, name: event, method: properties.method });
  }

  const server = createServer((request, response) => {
    void text(request).then((body) => {
      arrived.push([request.url, JSON.stringify(request.headers), body].join('\n'));
      let status = isFailing ? 503 : 204;
      try {
        if (!isFailing) take(request.url ?? '', JSON.parse(body));
      } catch {
        status = 400;
      }
      if (status !== 204) refused += 1;
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    google,
    segment,
    arrived,
    get refused() {
      return refused;
    },
    fail: (choice) => (isFailing = choice),
    stop() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
