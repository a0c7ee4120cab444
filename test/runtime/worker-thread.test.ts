import { afterEach, describe, expect, test } from '@jest/globals';
import { startWorkerThread, ThreadDied } from '../../src/runtime/concurrency/worker-thread.js';
import type { WorkerThread } from '../../src/runtime/concurrency/worker-thread.js';
import type { Echo } from './echo-thread.js';

let deaths: { cause: unknown; unanswered: number }[] = [];
let thread: WorkerThread<Echo> | null = null;

function startThread(script: URL): WorkerThread<Echo> {
  deaths = [];
  thread = startWorkerThread({
    script,
    data: null,
    resourceLimits: {},
    onDeath: (cause, unanswered) => {
      deaths.push({ cause, unanswered });
    },
  });
  return thread;
}

const echoThread = () => startThread(new URL('./echo-thread.js', import.meta.url));

afterEach(() => {
  thread?.end();
});

describe('a worker thread', () => {
  test('answers each request with its own answer, in any order', async () => {
    const echo = echoThread();
    const slow = echo.ask('wait');
    const order: string[] = [];
    await Promise.all([
      slow.then((answer) => order.push(answer)),
      echo.ask('a').then((answer) => order.push(answer)),
    ]);
    expect(order.sort()).toEqual(['echo of a', 'echo of wait']);
  });

  test('that dies rejects every unanswered request, and reports the cause once', async () => {
    const echo = echoThread();
    const results = await Promise.allSettled([echo.ask('wait'), echo.ask('die')]);
    const reason: unknown = expect.any(ThreadDied);
    expect(results).toEqual([
      { status: 'rejected', reason },
      { status: 'rejected', reason },
    ]);
    expect(deaths).toMatchObject([{ cause: { message: 'asked to die' }, unanswered: 2 }]);
  });

  test('that died is replaced at the next request', async () => {
    const echo = echoThread();
    await expect(echo.ask('die')).rejects.toThrow(ThreadDied);
    expect(await echo.ask('b')).toBe('echo of b');
  });

  test('that cannot start rejects each request, and starts no more often than it is asked', async () => {
    const broken = startThread(new URL('./no-such-thread.js', import.meta.url));
    await expect(broken.ask('a')).rejects.toThrow(ThreadDied);
    await expect(broken.ask('b')).rejects.toThrow(ThreadDied);
    expect(deaths).toHaveLength(2);
  });

  test('that is ended finishes its work, accepts no more, and is not replaced', async () => {
    const echo = echoThread();
    const answer = echo.ask('wait');
    echo.end();
    expect(await answer).toBe('echo of wait');
    await expect(echo.ask('a')).rejects.toThrow(ThreadDied);
    expect(deaths).toEqual([]);
  });
});
