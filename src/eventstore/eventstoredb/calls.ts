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

/** What the server says when it has understood a call and will not do it: it had no effect. */
const REFUSALS = [
  AccessDeniedError,
  InvalidArgumentError,
  MaxAppendSizeExceededError,
  StreamDeletedError,
  WrongExpectedVersionError,
];

/**
 * The answer of a call, if it comes in time. The client's own deadline does not cover the search for a
 * node, nor an answer that it does not understand.
 *
 * @throws LogUnavailable no answer in time, or none that tells the outcome
 */
export async function answerWithin<T>(limitMs: number, call: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(tooLate(limitMs)), limitMs);
  });
  try {
    return await Promise.race([call, silence]);
  } catch (error) {
    throw toPortError(error);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * The events of a read, none where there is no such stream. It may be left early: the client would keep
 * the HTTP/2 stream of an abandoned read open, of which a connection has about a hundred.
 *
 * @param limitMs for the whole read, because the client gives reads no deadline
 * @throws LogUnavailable not all of it came, or not in time
 */
export async function* readWithin<E>(limitMs: number, read: StreamingRead<E>): AsyncGenerator<E> {
  makeLeavable(read);
  const timer = setTimeout(() => read.destroy(tooLate(limitMs)), limitMs);
  let answered = false;
  try {
    yield* read;
    answered = true;
  } catch (error) {
    answered = error instanceof StreamNotFoundError;
    if (!answered) throw toPortError(error);
  } finally {
    clearTimeout(timer);
    // Only then: cancelling resets the stream, and a server takes many resets for an attack (CVE-2023-44487). Not
    // awaited: while the client still looks for a node, this waits for it.
    if (!answered) void read.cancel().catch(() => undefined);
  }
}

/**
 * Makes a stream of the client fit for being left early. An error after that would end the process; and what
 * had come and was not read would stay in memory, and the client would wait for its end when it is disposed of.
 */
export function makeLeavable(stream: NodeJS.EventEmitter): void {
  stream.on('error', () => undefined);
  stream.on('unpipe', (source: Readable) => source.resume());
}

/** Whatever is not a refusal, known or not, leaves open whether the server has done it. */
function toPortError(error: unknown): unknown {
  return REFUSALS.some((refusal) => error instanceof refusal) ? error : new LogUnavailable({ cause: error });
}

function tooLate(limitMs: number): Error {
  return new Error(`EventStoreDB did not answer within ${String(limitMs)} ms.`);
}
