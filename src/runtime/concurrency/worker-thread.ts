import { Worker } from 'node:worker_threads';
import type { ResourceLimits } from 'node:worker_threads';

/** The types of the requests to a thread and of its answers. Both sides name the same one. */
export interface Protocol {
  readonly request: unknown;
  readonly answer: unknown;
}

/** A thread that answers requests, several at a time. */
export interface WorkerThread<P extends Protocol> {
  /**
   * Returns the answer of the thread to a request.
   *
   * @throws ThreadDied nobody knows how far the work went
   */
  ask(request: P['request']): Promise<P['answer']>;
  /** Ends the thread after its current work. */
  end(): void;
}

/** The thread died before it answered, or has been ended. */
export class ThreadDied extends Error {
  override readonly name = 'ThreadDied';
}

/** A request on its way to the thread; null ends the thread. */
export type Enquiry<P extends Protocol> = { readonly id: number; readonly request: P['request'] } | null;

/** The answer to the request of that id. */
export interface Reply<P extends Protocol> {
  readonly id: number;
  readonly answer: P['answer'];
}

interface Options {
  /** A module that calls `answerRequests`. */
  readonly script: URL;
  /** Data that the module receives at its start. */
  readonly data: unknown;
  readonly resourceLimits: ResourceLimits;
  /** Called when the thread dies, with the number of requests that it leaves unanswered. */
  readonly onDeath: (cause: unknown, unanswered: number) => void;
}

interface Waiting<P extends Protocol> {
  readonly resolve: (answer: P['answer']) => void;
  readonly reject: (reason: ThreadDied) => void;
}

/**
 * Prepares a thread, which starts with its first request. One that dies is replaced at the next request, so a thread that
 * cannot start does not loop.
 */
export function startWorkerThread<P extends Protocol>(options: Options): WorkerThread<P> {
  const { script, data, resourceLimits, onDeath } = options;
  const waiting = new Map<number, Waiting<P>>();
  let lastId = 0;
  let isEnded = false;
  let running: Worker | null = null;

  function start(): Worker {
    const thread = new Worker(script, { workerData: data, resourceLimits });
    let cause: unknown;
    thread.on('message', ({ id, answer }: Reply<P>) => {
      waiting.get(id)?.resolve(answer);
      waiting.delete(id);
    });
    thread.on('error', (error) => {
      cause = error;
    });
    thread.on('exit', () => {
      running = null;
      if (!isEnded) onDeath(cause, waiting.size);
      for (const { reject } of waiting.values()) reject(died(cause));
      waiting.clear();
    });
    return thread;
  }

  function post(enquiry: Enquiry<P>): void {
    running ??= start();
    running.postMessage(enquiry);
  }

  return {
    async ask(request) {
      if (isEnded) throw died();
      return await new Promise((resolve, reject) => {
        lastId += 1;
        waiting.set(lastId, { resolve, reject });
        post({ id: lastId, request });
      });
    },
    end() {
      isEnded = true;
      if (running !== null) post(null);
    },
  };
}

function died(cause?: unknown): ThreadDied {
  return new ThreadDied('The thread died before it answered, or has been ended.', { cause });
}
