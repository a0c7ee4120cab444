import type { RequestHandler } from 'express';
import { Gauge } from 'prom-client';
import type { Registry } from 'prom-client';
import { networkOf } from '../../../security/limits/network.js';
import { addressOf } from '../requests/request-context.js';

/** Time in which a turn of the event loop starts requests. The rest waits, so that other connections are read. */
const TURN_MS = 1;

interface Waiting {
  readonly start: () => void;
}

/** The part of a response that tells its end. */
interface Closing {
  once(event: 'close', listener: () => void): unknown;
}

/** Starts requests in turn. */
export interface SourceTurns {
  /** Calls `start` when the turn of the source has come, and never if the client leaves before. */
  take(source: string, response: Closing, start: () => void): void;
  /** Returns the number of requests that wait. */
  waiting(): number;
}

/**
 * Shares a process fairly between sources (round robin with a quantum). A turn of the event loop starts requests for about a
 * millisecond, and those that wait start source by source. So a source with many connections is as one client to the
 * others. An idle process starts every request at once.
 */
export function sourceTurns(): SourceTurns {
  /** The requests of each source that wait, oldest first. */
  const queues = new Map<string, Set<Waiting>>();
  let isTurnOpen = false;
  let turnBegan = 0;

  const isTurnOver = () => performance.now() - turnBegan >= TURN_MS;

  function remove(source: string, request: Waiting): void {
    const queue = queues.get(source);
    queue?.delete(request);
    if (queue?.size === 0) queues.delete(source);
  }

  /** Moves a source behind the others that wait. */
  function rotate(source: string): void {
    const queue = queues.get(source);
    if (queue === undefined) return;
    queues.delete(source);
    queues.set(source, queue);
  }

  function startNext(source: string): void {
    const [next] = queues.get(source) ?? [];
    if (next === undefined) return;
    remove(source, next);
    rotate(source);
    next.start();
  }

  function openTurn(): void {
    if (isTurnOpen) return;
    isTurnOpen = true;
    turnBegan = performance.now();
    setImmediate(() => {
      isTurnOpen = false;
      if (queues.size > 0) takeTurn();
    });
  }

  function takeTurn(): void {
    openTurn();
    do {
      const [source] = queues.keys();
      if (source !== undefined) startNext(source);
    } while (queues.size > 0 && !isTurnOver());
  }

  return {
    take(source, response, start) {
      const request = { start };
      const isFirst = queues.size === 0;
      queues.set(source, (queues.get(source) ?? new Set()).add(request));
      response.once('close', () => {
        remove(source, request);
      });
      openTurn();
      if (isFirst && !isTurnOver()) startNext(source);
    },
    waiting: () => [...queues.values()].reduce((sum, { size }) => sum + size, 0),
  };
}

/** Lets every request wait for the turn of its source: the network of the client that the rate limits count. */
export function startInTurn(registry: Registry): RequestHandler {
  const turns = sourceTurns();
  new Gauge({
    name: 'credence_requests_waiting',
    help: 'Requests that wait for the turn of their source.',
    registers: [registry],
    collect() {
      this.set(turns.waiting());
    },
  });
  return (request, response, next) => {
    turns.take(networkOf(addressOf(request)), response, next);
  };
}
