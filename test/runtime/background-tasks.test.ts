import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { backgroundTasks } from '../../src/runtime/concurrency/background-tasks.js';
import type { BackgroundTasks } from '../../src/runtime/concurrency/background-tasks.js';
import { silentLogger } from '../support/server/silent-logger.js';

let background: BackgroundTasks;
let completed: string[];

beforeEach(() => {
  background = backgroundTasks(silentLogger);
  completed = [];
});

const record = (name: string) => async () => {
  await sleep(5);
  completed.push(name);
};
const fail = () => Promise.reject(new Error('The task failed.'));

test('background tasks finish before the service stops, and a failed task does not affect others', async () => {
  background.run(fail);
  background.run(record('a'));
  await background.finish();
  expect(completed).toEqual(['a']);
});

describe('a deferred task (LOG-2)', () => {
  test('runs after the response, within 1.2 seconds', async () => {
    background.defer(record('a'));
    await sleep(100);
    expect(completed).toEqual([]);
    await sleep(1200);
    expect(completed).toEqual(['a']);
  });

  test('runs once before the service stops, and a failed task does not affect others', async () => {
    background.defer(record('a'));
    background.defer(fail);
    background.defer(record('b'));
    await background.finish();
    await sleep(1300);
    expect(completed.toSorted()).toEqual(['a', 'b']);
  });
});
