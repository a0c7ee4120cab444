import { expect, test } from '@jest/globals';
import { arrivalRows } from '../../bench/arrivals.js';
import { isOverBudget, slope } from '../../bench/measure.js';
import type { Measurement } from '../../bench/measure.js';
import { table } from '../../bench/report.js';

const measurement = (value: number): Measurement => ({
  name: 'refresh: statements',
  value,
  unit: '',
  baseline: null,
  goal: '≤ 5',
  budget: 5,
});

test('the report of a benchmark marks a value over its budget', () => {
  expect(isOverBudget(measurement(5))).toBe(false);
  expect(isOverBudget(measurement(6))).toBe(true);
  expect(table([measurement(5)])).not.toContain('over budget');
  expect(table([measurement(6)])).toContain('≤ 5, over budget');
});

test('the report of a benchmark marks a ratio to the baseline that is out of bounds', () => {
  const { budget: _omitted, ...free } = measurement(8);
  const compared = { ...free, baseline: { name: 'one step', value: 10 } };
  expect(isOverBudget({ ...compared, leastRatio: 0.8, mostRatio: 0.8 })).toBe(false);
  expect(isOverBudget({ ...compared, leastRatio: 0.81 })).toBe(true);
  expect(isOverBudget({ ...compared, mostRatio: 0.79 })).toBe(true);
});

test('a value without a budget never fails the benchmark', () => {
  const { budget: _omitted, ...free } = measurement(1000);
  expect(isOverBudget(free)).toBe(false);
});

test('the slope of a soak is that of the line through its samples', () => {
  expect(slope([3, 5, 7, 9].map((y, x) => ({ x, y })))).toBeCloseTo(2);
  expect(slope([4, 6, 4, 6, 4].map((y, x) => ({ x, y })))).toBeCloseTo(0);
});

test('lost, foreign and disordered events of a consumer are counted apart, and repeats are no fault', () => {
  const event = (position: string, subject: string) => ({ id: position, type: 'a', position, subject });
  const [first, second, third] = [event('1', 'ada'), event('2', 'ada'), event('3', 'grace')];
  const published = [first, second, third];
  const faults = (...events: typeof published) => arrivalRows(published, [events]).map(({ value }) => value);
  expect(faults(third, first, second, first)).toEqual([0, 0, 0, 1]);
  expect(faults(second, first, third)).toEqual([0, 0, 1, 0]);
  expect(faults(first, third, event('4', 'mary'))).toEqual([1, 1, 0, 0]);
  expect(arrivalRows(published, [[first]]).some(isOverBudget)).toBe(true);
});
