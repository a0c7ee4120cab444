// Fails if the API changes in a way that breaks clients of the stored OpenAPI document. With --write it also stores the
// document of this version, which is a step of making a release. It runs the compiled program.
import { readFileSync, writeFileSync } from 'node:fs';
import { breakingChanges } from './breaking-changes.mjs';
import { servedDocument } from './served-document.mjs';

const STORED = new URL('../docs/openapi.json', import.meta.url);

const current = await servedDocument();
const write = process.argv.includes('--write');
if (!write) {
  const faults = breakingChanges(JSON.parse(readFileSync(STORED, 'utf8')), current);
  for (const fault of faults) console.log(`${fault}, which breaks clients`);
  if (faults.length > 0) process.exitCode = 1;
} else {
  writeFileSync(STORED, `${JSON.stringify(current, null, 1)}\n`);
}
