import { expect, test } from '@jest/globals';
import { Counter, Registry } from 'prom-client';
import { storeGauge } from '../../src/runtime/store-gauge.js';

test('a gauge has no values while its store is away, and the other metrics are served (EVT-11)', async () => {
  const registry = new Registry();
  let isAway = false;
  const ask = () => (isAway ? Promise.reject(new Error('away')) : Promise.resolve(7));
  const help = 'A value of a store.';
  storeGauge({ registry, name: 'labelled', help, labelNames: ['part'] }, async (gauge) => {
    gauge.set({ part: 'one' }, await ask());
  });
  storeGauge({ registry, name: 'plain', help }, async (gauge) => {
    gauge.set(await ask());
  });
  new Counter({ name: 'others', help: 'A metric of the process.', registers: [registry] }).inc();
  const values = async () => (await registry.metrics()).split('\n').filter((line) => /^[a-z]/.test(line));

  expect(await values()).toEqual(['labelled{part="one"} 7', 'plain 7', 'others 1']);
  isAway = true;
  expect(await values()).toEqual(['others 1']);
  isAway = false;
  expect(await values()).toEqual(['labelled{part="one"} 7', 'plain 7', 'others 1']);
});

test('a store that does not answer holds up no scrape (EVT-11)', async () => {
  const registry = new Registry();
  storeGauge({ registry, name: 'silent', help: 'Never read.' }, () => new Promise(() => undefined));
  expect(await registry.metrics()).not.toMatch(/^silent/m);
});
