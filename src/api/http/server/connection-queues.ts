import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Requests of a connection that are accepted before the first of them is answered. Browsers send one at a time. */
const MAX_UNANSWERED = 16;

interface Pipelined {
  readonly response: ServerResponse;
  readonly work: () => void;
}

interface Connection {
  readonly waiting: Pipelined[];
  isBusy: boolean;
  /** True after the last request that this connection may send. */
  isFull: boolean;
}

/** Accepts a request. The work starts when the earlier requests of its connection are answered. */
export type Enqueue = (request: IncomingMessage, response: ServerResponse, work: () => void) => void;

/**
 * Creates the queues of connections. A client can send many requests at once and never read an answer, and Node would keep
 * every answer in memory. So a connection has one request in progress and a bounded number that waits. The request that
 * fills its queue gets `Connection: close`; later ones are dropped, and a client repeats them on another connection
 * (RFC 9112 §9.3.2).
 */
export function connectionQueues(): Enqueue {
  const connections = new WeakMap<Socket, Connection>();

  function connectionOf(socket: Socket): Connection {
    const known = connections.get(socket);
    if (known !== undefined) return known;
    const opened = { waiting: [], isBusy: false, isFull: false };
    connections.set(socket, opened);
    return opened;
  }

  function startNext(socket: Socket, connection: Connection): void {
    const next = socket.destroyed ? undefined : connection.waiting.shift();
    connection.isBusy = next !== undefined;
    if (next === undefined) return;
    next.response.once('close', () => {
      // In between, other connections get their turn.
      setImmediate(startNext, socket, connection);
    });
    next.work();
  }

  return ({ socket }, response, work) => {
    const connection = connectionOf(socket);
    if (connection.isFull) {
      // Node would keep each further request in memory.
      socket.pause();
      return;
    }
    const unanswered = connection.waiting.push({ response, work }) + (connection.isBusy ? 1 : 0);
    if (unanswered >= MAX_UNANSWERED) {
      connection.isFull = true;
      response.shouldKeepAlive = false;
    }
    if (!connection.isBusy) startNext(socket, connection);
  };
}
