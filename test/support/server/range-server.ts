import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';

/** A service with the interface of Pwned Passwords, over HTTP. */
export interface RangeServer {
  readonly url: string;
  /** What it was requests, in order. */
  readonly requests: readonly { readonly path: string; readonly headers: IncomingHttpHeaders }[];
  /** Answers the next requests in another way. */
  answerWith(answer: (response: ServerResponse) => void): void;
  stop(): Promise<void>;
}

const PADDING = `${'0'.repeat(34)}1:0`;

/** The first five characters of a password's hash, which are requests for, and the rest, which is answered. */
export function hashRange(password: string): { prefix: string; suffix: string } {
  const hash = createHash('sha1').update(password).digest('hex').toUpperCase();
  return { prefix: hash.slice(0, 5), suffix: hash.slice(5) };
}

/** Knows these passwords from a breach; every range holds padding, too. */
export async function startRangeServer(breached: readonly string[] = []): Promise<RangeServer> {
  const requests: { path: string; headers: IncomingHttpHeaders }[] = [];
  let answer: ((response: ServerResponse) => void) | null = null;
  const server = createServer(({ url: path = '', headers }, response) => {
    requests.push({ path, headers });
    if (answer !== null) {
      answer(response);
      return;
    }
    const lines = breached
      .map(hashRange)
      .filter(({ prefix }) => path === `/range/${prefix}`)
      .map(({ suffix }) => `${suffix}:37`);
    response.end([...lines, PADDING].join('\r\n'));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${String(port)}/range`,
    requests,
    answerWith: (next) => (answer = next),
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
