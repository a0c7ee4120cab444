import { createPublicKey, verify } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { z } from 'zod';

const eventSchema = z.looseObject({
  specversion: z.literal('1.0'),
  id: z.uuid(),
  type: z.string(),
  subject: z.string().optional(),
  position: z.string(),
  data: z.record(z.string(), z.unknown()),
});
export type ReceivedEvent = z.output<typeof eventSchema>;

/** A delivery whose signature a secret has verified. */
export interface Received {
  readonly event: ReceivedEvent;
  readonly signatures: number;
  /** The `traceparent` header, or undefined. */
  readonly traceparent: string | undefined;
  readonly at: number;
}

/** The answer of a receiver to a delivery; `hang`: none. */
type ReceiverAnswer = number | 'hang';

/** A receiver of webhooks that verifies every delivery with the library of Standard Webhooks (WHK-7). */
export interface Receiver {
  readonly url: string;
  /** The verified deliveries in their order. */
  readonly received: readonly Received[];
  /** The deliveries that no secret has verified. */
  readonly forged: readonly string[];
  /** Names the secrets or public keys of the signatures. */
  trust(...secrets: readonly string[]): void;
  /** Chooses the answers from now on. */
  answer(choose: (event: ReceivedEvent) => ReceiverAnswer): void;
  stop(): Promise<void>;
}

const PUBLIC_PREFIX = 'whpk_';

/** Verifies an Ed25519 signature as the specification says: the library knows the symmetric ones only. */
function verifiedByKey(publicKey: string, body: string, headers: Record<string, string>): unknown {
  const x = Buffer.from(publicKey.slice(PUBLIC_PREFIX.length), 'base64').toString('base64url');
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  const content = Buffer.from(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`);
  const [, signature = ''] = /v1a,(\S+)/.exec(headers['webhook-signature'] ?? '') ?? [];
  if (!verify(null, content, key, Buffer.from(signature, 'base64'))) throw new Error('Wrong signature.');
  return JSON.parse(body);
}

/** Starts a receiver that answers 204. */
export async function startReceiver(port = 0): Promise<Receiver> {
  const received: Received[] = [];
  const forged: string[] = [];
  let secrets: readonly string[] = [];
  let choose = (_: ReceivedEvent): ReceiverAnswer => 204;

  function verified(body: string, headers: Record<string, string>): ReceivedEvent | null {
    for (const secret of secrets) {
      try {
        return eventSchema.parse(
          secret.startsWith(PUBLIC_PREFIX)
            ? verifiedByKey(secret, body, headers)
            : new Webhook(secret).verify(body, headers),
        );
      } catch {
        // Another secret may have signed it.
      }
    }
    return null;
  }

  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
      );
      const event = verified(body, headers);
      if (event === null || event.id !== headers['webhook-id']) {
        forged.push(body);
        response.writeHead(401).end();
        return;
      }
      const signatures = (headers['webhook-signature'] ?? '').split(' ').length;
      received.push({ event, signatures, traceparent: headers['traceparent'], at: performance.now() });
      const answer = choose(event);
      if (answer !== 'hang') response.writeHead(answer).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/hooks`,
    received,
    forged,
    trust: (...named) => (secrets = named),
    answer: (chosen) => (choose = chosen),
    stop() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
