import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * Opens the body of an answer that ends only when the client or the process does, or the signal.
 *
 * @throws Problem before the first chunk is read
 */
export type Chunks = (signal: AbortSignal) => AsyncIterable<string | Uint8Array>;

/** The credential of an open answer is checked again at most this often, before a chunk is sent. */
const RECHECK_MS = 1000;

interface Options {
  /** Time after which a client that takes nothing is cut off. */
  readonly stallMs: number;
  /** Tells whether the caller may still have the answer. */
  readonly isAuthorized: () => Promise<boolean>;
}

/**
 * Sends chunks as the client takes them. A slow client pauses the source, so that at most one chunk waits in memory for it.
 *
 * @throws Problem before the status is sent
 */
export async function sendStream(
  request: IncomingMessage,
  response: ServerResponse,
  chunks: Chunks,
  { stallMs, isAuthorized }: Options,
): Promise<void> {
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  const closed = new AbortController();
  response.once('close', () => closed.abort());
  const source = chunks(closed.signal);
  response.flushHeaders();
  let checkedAt = performance.now();
  for await (const chunk of source) {
    if (performance.now() - checkedAt > RECHECK_MS) {
      if (!(await isAuthorized())) break;
      checkedAt = performance.now();
    }
    if (closed.signal.aborted) return;
    if (!response.write(chunk) && !(await hasDrained(response, stallMs))) {
      response.destroy();
      return;
    }
  }
  response.end();
}

/** Waits until the client has taken what was written. Returns false after the time, or if it has left. */
async function hasDrained(response: ServerResponse, timeoutMs: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const finish = (drained: boolean) => {
      clearTimeout(timer);
      response.off('drain', onDrain).off('close', onClose);
      resolve(drained);
    };
    const onDrain = () => {
      finish(true);
    };
    const onClose = () => {
      finish(false);
    };
    const timer = setTimeout(finish, timeoutMs, false);
    response.once('drain', onDrain).once('close', onClose);
  });
}
