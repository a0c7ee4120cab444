import { answerRequests } from '../../src/runtime/concurrency/answer-requests.js';

export interface Echo {
  readonly request: string;
  readonly answer: string;
}

/** The thread of `worker-thread.test.ts`: it waits for a second request before it answers `wait`, and dies of `die`. */
let release = (): void => undefined;

answerRequests<Echo>(
  async (request) => {
    if (request === 'die') throw new Error('asked to die');
    if (request === 'wait') await new Promise<void>((resolve) => (release = resolve));
    release();
    return `echo of ${request}`;
  },
  () => {
    setImmediate(() => {
      release();
    });
  },
);
