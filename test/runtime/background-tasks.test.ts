import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { backgroundTasks } from '../../src/runtime/background-tasks.js';
import type { BackgroundTasks } from '../../src/runtime/background-tasks.js';
import { silentLogger } from '../support/server/silent-logger.js';

let background: BackgroundTasks;
let done: string[];

beforeEach(() => {
  background = backgroundTasks(silentLogger);
  done = [];
});

const note = (name: string) => async () => {
  await sleep(5);
  done.push(name);
};
const fail = () => Promise.reject(new Error('It went wrong.'));

test('work after an answer is finished before the service stops, and a failure harms no other', async () => {
  background.run(fail);
  background.run(note('a'));
  await background.finish();
  expect(done).toEqual(['a']);
});

describe('LOG-2 work that is put off', () => {
  test('is not done with the answer that it belongs to, but soon', async () => {
    background.putOff(note('a'));
    await sleep(100);
    expect(done).toEqual([]);
    await sleep(1200);
    expect(done).toEqual(['a']);
  });

  test('is done before the service stops, once, and a failure harms no other', async () => {
    background.putOff(note('a'));
    background.putOff(fail);
    background.putOff(note('b'));
    await background.finish();
    await sleep(1300);
    expect(done.toSorted()).toEqual(['a', 'b']);
  });
});
