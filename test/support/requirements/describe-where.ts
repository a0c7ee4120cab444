import { describe } from '@jest/globals';
import { SKIPPED } from './skipped-tests-reporter.js';

/**
 * Returns `describe`, or on a machine that lacks something, a `describe` that skips its tests and states the reason in
 * their title. CI has to run everything, so a missing program is an error there.
 *
 * @param reason null where the tests can run
 */
export function describeWhere(reason: string | null): (title: string, tests: () => void) => void {
  if (reason === null) return describe;
  return (title, tests) => {
    if (process.env['CI'] !== undefined) throw new Error(`CI has to run "${title}": ${reason}.`);
    describe.skip(`${title}${SKIPPED}${reason}]`, tests);
  };
}
