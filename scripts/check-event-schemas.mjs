// Fails if a public event changes in a way that breaks consumers of an earlier release. With --write it also records the
// schemas of this release, which is a step of making one. It reads the compiled program.
import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { compareSchemas } from './event-schemas.mjs';

const RECORD = new URL('../src/api/feed/released-schemas.json', import.meta.url);
const COMPILED = new URL('../dist/src/api/feed/event-schemas.js', import.meta.url);
const { currentSchemas } = await import(COMPILED.href);

const { faults, record } = compareSchemas(JSON.parse(readFileSync(RECORD, 'utf8')), currentSchemas());
for (const fault of faults) console.log(`${fault}; publish a new version of the event instead`);
if (faults.length > 0) process.exitCode = 1;
else if (process.argv.includes('--write')) {
  const options = await resolveConfig(RECORD);
  writeFileSync(RECORD, await format(JSON.stringify(record), { ...options, parser: 'json' }));
}
