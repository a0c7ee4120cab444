import { once } from 'node:events';
import { createServer } from 'node:http';

/** An event with the time of its arrival. */
export interface Arrival {
  /** The recorded time of the event, in milliseconds since 1970. */
  readonly occurredAt: number;
  readonly at: number;
}

/** Webhook receivers that accept every delivery on `/<name>`, except `/slow`, which never answers. */
export interface WebhookSink {
  readonly url: string;
  /** The deliveries to a receiver. */
  arrivals(name: string): readonly Arrival[];
  stop(): Promise<void>;
}

export async function startWebhookSink(): Promise<WebhookSink> {
  const received = new Map<string, Arrival[]>();
  const server = createServer((request, response) => {
    const name = (request.url ?? '').slice(1);
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      if (name === 'slow') return;
      response.writeHead(204).end();
      const { time } = JSON.parse(body) as { time: string };
      const arrivals = received.get(name) ?? [];
      arrivals.push({ occurredAt: Date.parse(time), at: Date.now() });
      received.set(name, arrivals);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${String(port)}`,
    arrivals: (name) => received.get(name) ?? [],
    async stop() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}
