// Sends at least 10,000 cases of schemathesis to a service of this version, and fails for an answer that the OpenAPI document
// does not declare. It runs the compiled program, and needs Python 3 with venv, and the Python package index once.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readReport } from './schemathesis-report.mjs';
import { withService } from './served-document.mjs';

const VERSION = '4.32.5';
const ENVIRONMENT = fileURLToPath(
  new URL(`../node_modules/.cache/schemathesis-${VERSION}/`, import.meta.url),
);
const RULES = new URL('../dist/src/security/limits/rate-limit-rules.js', import.meta.url);
const PROGRAM = join(ENVIRONMENT, 'bin', 'schemathesis');
const SERVICE_TOKEN = 'a-service-token-for-schemathesis-only';
const LEAST_CASES = 10_000;
/** The generated cases of each operation, beside those for each rule of its schemas. */
const CASES_PER_OPERATION = 30;
/** The checks of answers against the document. The others judge designs, such as the order of 401 and 422. */
const CHECKS = [
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
];

if (!existsSync(PROGRAM)) install();
const rules = /** @type {{ RATE_LIMIT_RULES: object }} */ (await import(RULES.href));
const unlimited = Object.keys(rules.RATE_LIMIT_RULES).map((name) => `${name}=999999/1s`);
const settings = { INTERNAL_SERVICE_TOKEN: SERVICE_TOKEN, RATE_LIMITS: unlimited.join(',') };
const { cases, findings } = await withService(settings, attack);
for (const finding of findings) console.log(finding);
console.log(`${cases} cases, ${findings.length} findings`);
if (cases < LEAST_CASES || findings.length > 0) process.exitCode = 1;

/** @throws Error Python or the package cannot be had */
function install() {
  run('python3', ['-m', 'venv', ENVIRONMENT]);
  run(join(ENVIRONMENT, 'bin', 'pip'), ['install', '--quiet', `schemathesis==${VERSION}`]);
}

/** @type {(program: string, options: string[]) => void} */
function run(program, options) {
  const { status, error } = spawnSync(program, options, { stdio: 'inherit' });
  if (status !== 0) throw new Error(`${program} failed. Python 3 with venv is required.`, { cause: error });
}

/**
 * Runs schemathesis, and returns its number of cases and the answers outside the document.
 *
 * @param {string} url
 * @param {import('./breaking-changes.mjs').Document} document
 */
async function attack(url, document) {
  const folder = mkdtempSync(join(tmpdir(), 'schemathesis-'));
  const report = join(folder, 'report.ndjson');
  // Streams do not end.
  const streams = Object.values(document.paths)
    .flatMap((path) => Object.values(path))
    .filter((operation) => JSON.stringify(operation).includes('text/event-stream'));
  const options = [
    ...['run', `${url}/openapi.json`, '--header', `Authorization: Bearer ${SERVICE_TOKEN}`],
    ...['--checks', CHECKS.join(','), '--phases', 'examples,coverage,fuzzing'],
    ...['--max-examples', String(CASES_PER_OPERATION), '--workers', '2', '--request-timeout', '30'],
    ...['--continue-on-failure', '--no-shrink', '--suppress-health-check', 'all', '--warnings', 'off'],
    ...['--report', 'ndjson', '--report-ndjson-path', report],
    ...streams.flatMap(({ operationId }) => ['--exclude-operation-id', operationId]),
  ];
  try {
    await once(spawn(PROGRAM, options, { cwd: folder, stdio: 'inherit' }), 'exit');
    return readReport(report);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
