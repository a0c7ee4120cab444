import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { ROOT } from '../support/documents/markdown.js';

const LONG_MS = 300_000;
const JEST = ['--experimental-vm-modules', '--no-warnings', join(ROOT, 'node_modules/jest/bin/jest.js')];

/** Runs one test file with an empty PATH, outside CI, and returns its exit code and its lines. */
async function runOnBareMachine(file: string): Promise<{ code: number | null; lines: string[] }> {
  const database = process.env['TEST_DATABASE_URL'];
  const child = spawn(
    process.execPath,
    [...JEST, '--selectProjects', 'PostgreSQL', '--runTestsByPath', file],
    {
      cwd: ROOT,
      env: { PATH: '', ...(database !== undefined && { TEST_DATABASE_URL: database }) },
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  let output = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
  await once(child, 'close');
  return { code: child.exitCode, lines: output.trimEnd().split('\n') };
}

test(
  'a run without redis-server passes, and its last lines state the skipped tests and the reason',
  async () => {
    const { code, lines } = await runOnBareMachine(join(ROOT, 'dist/test/faults/redis-away.test.js'));
    expect(lines.slice(-2)).toEqual([
      expect.stringMatching(/^SKIPPED: \d+ tests\.$/),
      expect.stringMatching(
        /^- a Redis that loses its data, or is away: \d+ tests, because there is no redis-server on the PATH \(Debian: apt-get install redis-server\)\.$/,
      ),
    ]);
    expect(code).toBe(0);
  },
  LONG_MS,
);
