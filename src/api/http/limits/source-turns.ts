import type { RequestHandler } from 'express';
import { Gauge } from 'prom-client';
import type { Registry } from 'prom-client';
import { networkOf } from '../../../security/limits/network.js';
import { addressOf } from '../requests/request-context.js';

/** Requests of one source that may be in progress while another source has requests. A lone source has no bound. */
const MAX_IN_PROGRESS = 16;
/** Time in which a turn of the event loop starts requests. The rest waits, so that other connections are read. */
const TURN_MS = 1;

interface Waiting {
  readonly start: () => void;
}

/** The part of a response that tells its end. */
interface Closing {
  once(event: 'close', listener: () => void): unknown;
}

interface Source {
  /** The requests that wait, oldest first. */
  readonly waiting: Set<Waiting>;
  inProgress: number;
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
  const active = new Map<string, Source>();
  const queued = new Set<Source>();
  let isTurnOpen = false;
  let turnBegan = 0;

  const hasRoom = ({ inProgress }: Source) => active.size === 1 || inProgress < MAX_IN_PROGRESS;
  const canStart = () => [...queued].some(hasRoom);
  const isTurnOver = () => performance.now() - turnBegan >= TURN_MS;

  function startNext(source: Source): void {
    const [next] = source.waiting;
    if (next === undefined || !hasRoom(source)) return;
    remove(source, next);
    source.inProgress += 1;
    next.start();
  }

  /** Returns true if the request was waiting. */
  function remove(source: Source, request: Waiting): boolean {
    const wasWaiting = source.waiting.delete(request);
    if (source.waiting.size === 0) queued.delete(source);
    return wasWaiting;
  }

  function openTurn(): void {
    if (isTurnOpen) return;
    isTurnOpen = true;
    turnBegan = performance.now();
    setImmediate(() => {
      isTurnOpen = false;
      if (canStart()) takeTurn();
    });
  }

  function takeTurn(): void {
    openTurn();
    do for (const source of [...queued]) startNext(source);
    while (canStart() && !isTurnOver());
  }

  return {
    take(name, response, start) {
      const source = active.get(name) ?? { waiting: new Set(), inProgress: 0 };
      const request = { start };
      response.once('close', () => {
        if (!remove(source, request)) source.inProgress -= 1;
        if (source.waiting.size + source.inProgress === 0) active.delete(name);
        if (canStart()) openTurn();
      });
      const isFirst = queued.size === 0;
      active.set(name, source);
      queued.add(source);
      source.waiting.add(request);
      openTurn();
      if (isFirst && !isTurnOver()) startNext(source);
    },
    waiting: () => [...queued].reduce((sum, { waiting }) => sum + waiting.size, 0),
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
