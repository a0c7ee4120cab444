// Writes the Grafana dashboard from its table of panels. With `--check`, it fails if the stored one differs.
import { readFile, writeFile } from 'node:fs/promises';
import { dashboard } from './dashboard.mjs';

const FILE = new URL('../deploy/grafana/credence.json', import.meta.url);

const text = `${JSON.stringify(dashboard(), null, 2)}\n`;
if (!process.argv.includes('--check')) await writeFile(FILE, text);
else if ((await readFile(FILE, 'utf8')) !== text) {
  console.error('deploy/grafana/credence.json is not current. Run `npm run dashboard`.');
  process.exitCode = 1;
}
