import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { z } from 'zod';

const spanSchema = z.object({
  traceId: z.string().regex(/^[0-9a-f]{32}$/),
  spanId: z.string().regex(/^[0-9a-f]{16}$/),
  parentSpanId: z.string().optional(),
  name: z.string(),
  kind: z.number(),
  startTimeUnixNano: z.string(),
  endTimeUnixNano: z.string(),
  links: z.array(z.object({ traceId: z.string(), spanId: z.string() })).default([]),
  attributes: z.array(z.object({ key: z.string(), value: z.unknown() })),
});
export type ReceivedSpan = z.output<typeof spanSchema>;

/** The body of an export request in the JSON encoding of OTLP. */
const bodySchema = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: z.array(z.object({ key: z.string(), value: z.unknown() })) }),
      scopeSpans: z.array(z.object({ spans: z.array(spanSchema) })),
    }),
  ),
});

/** A receiver of traces by OTLP/HTTP. */
export interface TraceReceiver {
  readonly url: string;
  readonly spans: readonly ReceivedSpan[];
  /** The bodies as they arrived. */
  readonly bodies: readonly string[];
  /** The values of `x-api-key` that arrived. */
  readonly keys: ReadonlySet<string>;
  stop(): Promise<void>;
}

/** Starts a receiver that accepts every span. It answers 400 to a body of another form. */
export async function startTraceReceiver(): Promise<TraceReceiver> {
  const spans: ReceivedSpan[] = [];
  const bodies: string[] = [];
  const keys = new Set<string>();
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      bodies.push(body);
      keys.add(String(request.headers['x-api-key']));
      const parsed = bodySchema.safeParse(JSON.parse(body));
      if (request.url !== '/v1/traces' || !parsed.success) {
        response.writeHead(400).end();
        return;
      }
      for (const { scopeSpans } of parsed.data.resourceSpans)
        spans.push(...scopeSpans.flatMap((scope) => scope.spans));
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    spans,
    bodies,
    keys,
    stop() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
