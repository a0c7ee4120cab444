import { parseArgs } from 'node:util';
import { Lifecycle } from '../src/runtime/lifecycle.js';
import { openDatabaseServer } from './database.js';
import { describeMachine } from './machine.js';
import { isOverBudget } from './measure.js';
import type { Measurement } from './measure.js';
import { MEASURES, ON_REQUEST } from './measurements.js';
import type { Measure, Scale } from './measurements.js';
import { heading, save, table } from './report.js';

/** Options of the command line, such as `npm run bench growth -- --people 1000000`. */
const { positionals: chosen, values } = parseArgs({
  allowPositionals: true,
  options: {
    people: { type: 'string', default: '100000' },
    organizations: { type: 'string', default: '100000' },
    minutes: { type: 'string', default: '30' },
    rate: { type: 'string', default: '300' },
  },
});
const scale: Scale = {
  people: wholeNumber('people', values.people),
  organizations: wholeNumber('organizations', values.organizations),
  minutes: wholeNumber('minutes', values.minutes),
  eventsPerSecond: wholeNumber('rate', values.rate),
};

const RESULTS = new URL('../../bench/results/', import.meta.url);

const server = await openDatabaseServer(process.env['BENCH_DATABASE_URL']);
try {
  const machine = await describeMachine(server.url);
  console.log(heading(machine));
  const measurements: Measurement[] = [];
  for (const [name, measure] of Object.entries(MEASURES)) {
    if (chosen.length === 0 ? !ON_REQUEST.has(name) : chosen.includes(name))
      measurements.push(...(await run(name, measure)));
  }
  console.log(`\n${table(measurements)}\n`);
  if (measurements.some(isOverBudget)) process.exitCode = 1;
  console.log(`Saved to ${(await save(RESULTS, machine, measurements)).pathname}`);
} finally {
  await server.stop();
}

/** @throws Error the value of an option is not a whole number */
function wholeNumber(option: string, value: string): number {
  if (!/^[1-9]\d*$/.test(value)) throw new Error(`--${option} takes a whole number, not ${value}.`);
  return Number(value);
}

async function run(name: string, measure: Measure): Promise<Measurement[]> {
  console.log(`Measuring ${name} …`);
  const lifecycle = new Lifecycle();
  try {
    return await measure(server, lifecycle, scale);
  } finally {
    await lifecycle.stop();
  }
}
