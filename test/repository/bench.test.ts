import { expect, test } from '@jest/globals';
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
