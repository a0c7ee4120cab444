import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';

/** An HTTP server with the range API of Pwned Passwords. */
export interface RangeServer {
  readonly url: string;
  /** Requests so far, oldest first. */
  readonly requests: readonly { readonly path: string; readonly headers: IncomingHttpHeaders }[];
  /** Replaces the answer to all later requests. */
  answerWith(answer: (response: ServerResponse) => void): void;
  stop(): Promise<void>;
}

const PADDING = `${'0'.repeat(34)}1:0`;

/** Splits the SHA-1 hash of a password into the five characters of a request and the rest, which is in the answer. */
export function hashRange(password: string): { prefix: string; suffix: string } {
  const hash = createHash('sha1').update(password).digest('hex').toUpperCase();
  return { prefix: hash.slice(0, 5), suffix: hash.slice(5) };
}

/** Starts a server that reports these passwords as breached. Every range contains padding as well. */
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
