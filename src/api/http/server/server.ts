import { createServer, STATUS_CODES } from 'node:http';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { connectionQueues } from './connection-queues.js';
import type { MessageClasses } from './express-messages.js';

export interface RunningServer {
  readonly url: string;
  /**
   * Answers with `Connection: close` for `announceCloseMs` if a connection is open, so that keep-alive clients leave without
   * a failed request. Then it accepts no new requests and finishes those in progress, for at most 3 s.
   */
  stop(): Promise<void>;
}

/** Timeouts for slow requests (slowloris). */
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;
const TIMEOUT_CHECK_MS = 1000;
/** Closes a connection on which no byte moves, such as that of a client that does not read its answer. */
const INACTIVITY_TIMEOUT_MS = 70_000;
const KEEP_ALIVE_MS = 65_000;
const MAX_HEADER_BYTES = 16 * 1024;
/** The status of each parser error, as in Node's default answer. Every other error is 400. */
const MALFORMED_STATUS: ReadonlyMap<string, number> = new Map([
  ['HPE_HEADER_OVERFLOW', 431],
  ['HPE_CHUNK_EXTENSIONS_OVERFLOW', 413],
  ['ERR_HTTP_REQUEST_TIMEOUT', 408],
]);
const STOP_TIMEOUT_MS = 3_000;
const CLOSE_IDLE_INTERVAL_MS = 20;

/** A request that the HTTP parser or the server rejects. It never reaches the app, so the server reports it (OWASP ASVS 16.3.3). */
export interface MalformedRequest {
  readonly status: number;
  /** The error code of the parser or of the server. */
  readonly code: string;
  readonly address: string;
}

interface Options {
  readonly host: string;
  readonly port: number;
  /** The value of `Strict-Transport-Security` in answers to malformed requests, or null to send none. */
  readonly strictTransportSecurity?: string | null;
  /** Time in which answers announce the end of their connection before the listener closes; none by default. */
  readonly announceCloseMs?: number;
  readonly onMalformed?: (malformed: MalformedRequest) => void;
  /** The classes of requests and responses; those of Node by default. */
  readonly messages?: MessageClasses;
}

/** Returns the answer to a malformed request, with the same security headers as any other. */
function malformedAnswer(
  status: number,
  strictTransportSecurity: string | null,
): { readonly title: string; readonly headers: Readonly<Record<string, string>>; readonly body: string } {
  const title = STATUS_CODES[status] ?? '';
  const body = JSON.stringify({ type: 'about:blank', title, status });
  const headers = {
    Connection: 'close',
    'Cache-Control': 'no-store',
    'Content-Security-Policy': "default-src 'none'",
    'Content-Type': 'application/problem+json; charset=utf-8',
    'Content-Length': String(Buffer.byteLength(body)),
    ...(strictTransportSecurity !== null && { 'Strict-Transport-Security': strictTransportSecurity }),
    'X-Content-Type-Options': 'nosniff',
  };
  return { title, headers, body };
}

/** Returns the bytes of an answer, for a connection on which Node has no response object. */
function rawResponse(status: number, { title, headers, body }: ReturnType<typeof malformedAnswer>): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return [`HTTP/1.1 ${String(status)} ${title}`, ...lines, '', body].join('\r\n');
}

/** Tells whether a request has exactly one `Host`, which HTTP/1.0 does not require (RFC 9112 §3.2). */
function hasHost({ headersDistinct, httpVersion }: IncomingMessage): boolean {
  const count = headersDistinct['host']?.length ?? 0;
  return count === 1 || (count === 0 && httpVersion === '1.0');
}

/** @throws Error the server cannot listen on the address */
export async function startServer(
  listener: RequestListener,
  { host, port, strictTransportSecurity = null, announceCloseMs = 0, onMalformed, messages }: Options,
): Promise<RunningServer> {
  const answering = new Set<ServerResponse>();
  const connections = new Set<Socket>();
  const enqueue = connectionQueues();
  let isStopping = false;

  /** Refuses a request in place of the app. */
  function refuse(status: number, code: string, request: IncomingMessage, response: ServerResponse): void {
    onMalformed?.({ status, code, address: request.socket.remoteAddress ?? '' });
    const { headers, body } = malformedAnswer(status, strictTransportSecurity);
    response.writeHead(status, headers).end(body);
  }

  const server = createServer(
    {
      ...messages,
      // Node would answer without a body, and without a line in the log.
      requireHostHeader: false,
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      connectionsCheckingInterval: TIMEOUT_CHECK_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      maxHeaderSize: MAX_HEADER_BYTES,
    },
    (request, response) => {
      enqueue(request, response, () => {
        response.shouldKeepAlive &&= !isStopping;
        answering.add(response);
        response.once('close', () => answering.delete(response));
        if (hasHost(request)) listener(request, response);
        else refuse(400, 'HOST_REQUIRED', request, response);
      });
    },
  );
  server.on('connection', (socket: Socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });
  server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    enqueue(request, response, () => {
      refuse(417, 'UNKNOWN_EXPECTATION', request, response);
    });
  });
  server.setTimeout(INACTIVITY_TIMEOUT_MS);
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    const { code = 'unknown' } = error;
    // The client closed the connection.
    if (!socket.writable || code === 'ECONNRESET' || code === 'EPIPE') {
      socket.destroy();
      return;
    }
    const status = MALFORMED_STATUS.get(code) ?? 400;
    onMalformed?.({ status, code, address: socket.remoteAddress ?? '' });
    socket.write(rawResponse(status, malformedAnswer(status, strictTransportSecurity)));
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
      isStopping = true;
      for (const response of answering) response.shouldKeepAlive = false;
      if (connections.size > 0) await pause(announceCloseMs);
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      // A keep-alive connection becomes idle only after its last response is sent.
      const closeIdle = setInterval(() => server.closeIdleConnections(), CLOSE_IDLE_INTERVAL_MS);
      const closeAll = setTimeout(() => server.closeAllConnections(), STOP_TIMEOUT_MS);
      await closed;
      clearInterval(closeIdle);
      clearTimeout(closeAll);
    },
  };
}
