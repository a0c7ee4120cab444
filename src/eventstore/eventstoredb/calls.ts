import type { Readable } from 'node:stream';
import {
  AccessDeniedError,
  InvalidArgumentError,
  MaxAppendSizeExceededError,
  StreamDeletedError,
  StreamNotFoundError,
  WrongExpectedVersionError,
} from '@eventstore/db-client';
import type { StreamingRead } from '@eventstore/db-client';
import { LogUnavailable } from '../port.js';

/** The errors with which the server rejects a call. A rejected call has no effect. */
const REFUSALS = [
  AccessDeniedError,
  InvalidArgumentError,
  MaxAppendSizeExceededError,
  StreamDeletedError,
  WrongExpectedVersionError,
];

/**
 * Limits the time of a call. The client's own deadline covers neither the discovery of a node nor an answer that the
 * client cannot parse.
 *
 * @throws LogUnavailable the call did not return in time, or failed with an unknown outcome
 */
export async function answerWithin<T>(limitMs: number, call: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(timeoutError(limitMs)), limitMs);
  });
  try {
    return await Promise.race([call, timeout]);
  } catch (error) {
    throw toPortError(error);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Yields the events of a read, and none for an unknown stream. The caller may stop early. The client alone would keep the
 * HTTP/2 stream of an abandoned read open, and a connection has only about a hundred of them.
 *
 * @param limitMs the limit of the whole read, because the client gives reads no deadline
 * @throws LogUnavailable the read failed or did not end in time
 */
export async function* readWithin<E>(limitMs: number, read: StreamingRead<E>): AsyncGenerator<E> {
  allowEarlyStop(read);
  const timer = setTimeout(() => read.destroy(timeoutError(limitMs)), limitMs);
  let ended = false;
  try {
    yield* read;
    ended = true;
  } catch (error) {
    ended = error instanceof StreamNotFoundError;
    if (!ended) throw toPortError(error);
  } finally {
    clearTimeout(timer);
    // A read that has ended is not cancelled: cancelling resets its stream, and servers treat many resets as an attack
    // (CVE-2023-44487). Not awaited, because it blocks while the client discovers a node.
    if (!ended) void read.cancel().catch(() => undefined);
  }
}

/**
 * Prepares a stream of the client for an early stop. Otherwise a later error would end the process, unread events would
 * stay in memory, and the client's disposal would wait for the end of the stream.
 */
export function allowEarlyStop(stream: NodeJS.EventEmitter): void {
  stream.on('error', () => undefined);
  stream.on('unpipe', (source: Readable) => source.resume());
}

/** Maps every error except a rejection to `LogUnavailable`, because its outcome is unknown. */
function toPortError(error: unknown): unknown {
  return REFUSALS.some((refusal) => error instanceof refusal) ? error : new LogUnavailable({ cause: error });
}

function timeoutError(limitMs: number): Error {
  return new Error(`EventStoreDB did not answer within ${String(limitMs)} ms.`);
}
