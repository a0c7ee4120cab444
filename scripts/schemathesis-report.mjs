import { readFileSync } from 'node:fs';

/**
 * @typedef {{ label: string, cases?: Record<string, unknown>, checks?: Record<string, { name: string, status: string }[]>,
 *   interactions?: Record<string, { response?: { status_code: number } | null }> }} Recorder
 * @typedef {{ ScenarioFinished?: { recorder: Recorder }, NonFatalError?: { label: string, value: { message: string } } }} Entry
 */

/** The HTTP parser refuses long headers with it before any operation. */
const HEADERS_TOO_LARGE = 431;

/**
 * Returns the number of cases in a report of schemathesis, and the answers outside the document. A failure of the service is
 * declared by each operation, but is a finding too.
 *
 * @param {string} path
 */
export function readReport(path) {
  const entries = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => /** @type {Entry} */ (JSON.parse(line)));
  const recorders = entries.flatMap(({ ScenarioFinished }) => ScenarioFinished?.recorder ?? []);
  const errors = entries.flatMap(({ NonFatalError }) =>
    NonFatalError === undefined ? [] : [`${NonFatalError.label}: ${NonFatalError.value.message}`],
  );
  return {
    cases: recorders.reduce((total, recorder) => total + Object.keys(recorder.cases ?? {}).length, 0),
    findings: [...new Set([...recorders.flatMap(findingsOf), ...errors])],
  };
}

/** @type {(recorder: Recorder) => string[]} */
function findingsOf({ label, checks = {}, interactions = {} }) {
  const statusOf = (/** @type {string} */ id) => interactions[id]?.response?.status_code;
  const failed = Object.keys(interactions).filter((id) => statusOf(id) === 500);
  const undeclared = Object.entries(checks)
    .filter(([id]) => statusOf(id) !== HEADERS_TOO_LARGE)
    .flatMap(([id, made]) =>
      made
        .filter(({ status }) => status !== 'success')
        .map(({ name }) => `${label}: ${name}, status ${statusOf(id)}`),
    );
  return [...failed.map(() => `${label}: status 500`), ...undeclared];
}
