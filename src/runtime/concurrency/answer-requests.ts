import { parentPort } from 'node:worker_threads';
import type { Enquiry, Protocol, Reply } from './worker-thread.js';

/**
 * Answers the requests of a `startWorkerThread`, in the module of the thread.
 *
 * @param work does not throw: an error ends the thread
 * @param end releases everything that keeps the thread running once its work is done
 */
export function answerRequests<P extends Protocol>(
  work: (request: P['request']) => Promise<P['answer']>,
  end: () => void,
): void {
  async function reply(id: number, request: P['request']): Promise<void> {
    const answered: Reply<P> = { id, answer: await work(request) };
    parentPort?.postMessage(answered);
  }

  parentPort?.on('message', (enquiry: Enquiry<P>) => {
    if (enquiry !== null) {
      void reply(enquiry.id, enquiry.request);
      return;
    }
    end();
    parentPort?.unref();
  });
}
