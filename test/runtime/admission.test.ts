import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { createAdmission } from '../../src/runtime/concurrency/admission.js';

const MAX_WAIT_MS = 50;

class Refused extends Error {}

function anAdmission(capacity: () => number, maxWaiting = 2) {
  return createAdmission({ capacity, refusal: () => new Refused(), maxWaitMs: MAX_WAIT_MS, maxWaiting });
}

describe('an admission', () => {
  test('admits as many tasks as it has capacity, and the newest one that waits when a task ends', async () => {
    const admission = anAdmission(() => 2);
    const first = await admission.enter();
    await admission.enter();
    const entered: string[] = [];
    const third = admission.enter().then(() => entered.push('third'));
    const fourth = admission.enter().then(() => entered.push('fourth'));
    await sleep(0);
    expect(entered).toEqual([]);
    first();
    await fourth;
    expect(entered).toEqual(['fourth']);
    await expect(third).rejects.toThrow(Refused);
  });

  test('refuses a task that has waited too long, and frees its place', async () => {
    const admission = anAdmission(() => 1);
    const leave = await admission.enter();
    await expect(admission.enter()).rejects.toThrow(Refused);
    leave();
    await admission.enter();
  });

  test('refuses at once if too many tasks wait', async () => {
    const admission = anAdmission(() => 0, 1);
    const waiting = admission.enter();
    const started = performance.now();
    await expect(admission.enter()).rejects.toThrow(Refused);
    expect(performance.now() - started).toBeLessThan(MAX_WAIT_MS);
    await expect(waiting).rejects.toThrow(Refused);
  });

  test('a task that leaves twice frees one place', async () => {
    const admission = anAdmission(() => 1);
    const leave = await admission.enter();
    leave();
    leave();
    await admission.enter();
    await expect(admission.enter()).rejects.toThrow(Refused);
  });

  test('admits more tasks at once when its capacity has grown', async () => {
    let capacity = 1;
    const admission = anAdmission(() => capacity);
    const leave = await admission.enter();
    const waiting = [admission.enter(), admission.enter()];
    capacity = 2;
    leave();
    expect(await Promise.all(waiting)).toHaveLength(2);
  });
});
