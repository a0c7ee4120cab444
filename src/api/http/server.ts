import { createServer, STATUS_CODES } from 'node:http';
import type { RequestListener } from 'node:http';
import type { Socket } from 'node:net';

export interface RunningServer {
  readonly url: string;
  /** Takes no new request and finishes those under way, at most for a few seconds. */
  stop(): Promise<void>;
}

/** Who sends slower than this holds a connection for nothing. */
const HEADERS_MS = 10_000;
const REQUEST_MS = 30_000;
/** How often that is looked at. */
const LOOK_MS = 1000;
/** Who takes no bytes of an answer for so long is gone. */
const SILENCE_MS = 70_000;
const KEEP_ALIVE_MS = 65_000;
const MAX_HEADER_BYTES = 16 * 1024;
/** What Node's own answer would be; 400 for the rest. */
const MALFORMED: ReadonlyMap<string, number> = new Map([
  ['HPE_HEADER_OVERFLOW', 431],
  ['HPE_CHUNK_EXTENSIONS_OVERFLOW', 413],
  ['ERR_HTTP_REQUEST_TIMEOUT', 408],
]);
const FINISH_MS = 3_000;
const SWEEP_MS = 20;

/** Bytes that are no request, or one that is too slow or too large: nobody else tells of them (OWASP ASVS 16.3.3). */
export interface Malformed {
  readonly status: number;
  /** What is wrong, in the words of the parser. */
  readonly code: string;
  readonly address: string;
}

interface Options {
  readonly host: string;
  readonly port: number;
  readonly onMalformed?: (malformed: Malformed) => void;
}

/** Nothing has been parsed that an app could answer, so this is the whole answer, as secure as any other. */
function bareProblem(status: number): string {
  const title = STATUS_CODES[status] ?? '';
  const body = JSON.stringify({ type: 'about:blank', title, status });
  return [
    `HTTP/1.1 ${String(status)} ${title}`,
    'Connection: close',
    'Cache-Control: no-store',
    "Content-Security-Policy: default-src 'none'",
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${String(Buffer.byteLength(body))}`,
    'Strict-Transport-Security: max-age=31536000; includeSubDomains',
    'X-Content-Type-Options: nosniff',
    '',
    body,
  ].join('\r\n');
}

/** @throws Error the address cannot be listened on */
export async function startServer(
  listener: RequestListener,
  { host, port, onMalformed }: Options,
): Promise<RunningServer> {
  const server = createServer(
    {
      headersTimeout: HEADERS_MS,
      requestTimeout: REQUEST_MS,
      connectionsCheckingInterval: LOOK_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      maxHeaderSize: MAX_HEADER_BYTES,
    },
    listener,
  );
  server.setTimeout(SILENCE_MS);
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    const { code = 'unknown' } = error;
    // Who has hung up gets no answer, and has asked for nothing.
    if (!socket.writable || code === 'ECONNRESET' || code === 'EPIPE') {
      socket.destroy();
      return;
    }
    const status = MALFORMED.get(code) ?? 400;
    onMalformed?.({ status, code, address: socket.remoteAddress ?? '' });
    socket.write(bareProblem(status));
    socket.destroySoon();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${String(bound)}`,
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      // A connection that clients keep alive is idle only once its last answer is out.
      const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
      const late = setTimeout(() => server.closeAllConnections(), FINISH_MS);
      await closed;
      clearInterval(sweep);
      clearTimeout(late);
    },
  };
}
