import { spawnSync } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

const SCRIPTS = fileURLToPath(new URL('../../../scripts/', import.meta.url));
const HASH = `sha512-${'a'.repeat(86)}==`;

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'credence-supply-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

function run(script: string, parameters: string[], path = ''): { status: number | null; said: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(SCRIPTS, script), ...parameters], {
    encoding: 'utf8',
    env: { ...process.env, PATH: `${path}${delimiter}${process.env['PATH'] ?? ''}` },
  });
  return { status, said: stdout + stderr };
}

describe('the check of the lockfile', () => {
  async function check(manifest: object, packages: object) {
    await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
    await writeFile(join(folder, 'package-lock.json'), JSON.stringify({ packages: { '': {}, ...packages } }));
    return run('check-lockfile.mjs', [folder]);
  }

  test('takes exact versions, pinned packages, and scripts that were decided on', async () => {
    const manifest = {
      dependencies: { a: '1.2.3' },
      devDependencies: { b: '1.0.0-beta.1' },
      allowScripts: { b: false },
    };
    const packages = {
      'node_modules/a': { integrity: HASH },
      'node_modules/a/node_modules/b': { integrity: HASH, hasInstallScript: true },
      'node_modules/@credence/c': { resolved: 'packages/c', link: true },
      'packages/c': { dependencies: { a: '1.2.3' } },
    };
    expect(await check(manifest, packages)).toEqual({ status: 0, said: '' });
  });

  test.each<[string, object, object, RegExp]>([
    ['a range', { dependencies: { a: '^1.2.3' } }, {}, /a has the version \^1\.2\.3/],
    ['a tag', { devDependencies: { a: 'latest' } }, {}, /a has the version latest/],
    ['an address for a version', { dependencies: { a: 'git+ssh://example.com/a.git' } }, {}, /not exact/],
    ['a package without a hash', {}, { 'node_modules/a': {} }, /a is not pinned/],
    [
      'a weaker hash',
      {},
      { 'node_modules/a': { integrity: 'sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=' } },
      /a is not pinned/,
    ],
    [
      'a package from elsewhere',
      {},
      { 'node_modules/a': { integrity: HASH, resolved: 'https://example.com/a.tgz' } },
      /a comes from an address of its own/,
    ],
    [
      'a link out of the repository',
      {},
      { 'node_modules/a': { resolved: '../a', link: true } },
      /a comes from an address of its own/,
    ],
    ['a range of a package of its own', {}, { 'packages/c': { dependencies: { a: '^1.2.3' } } }, /\^1\.2\.3/],
    [
      'a script that nobody has decided on',
      {},
      { 'node_modules/@a/b': { integrity: HASH, hasInstallScript: true } },
      /the script of @a\/b/,
    ],
  ])('refuses %s', async (_name, manifest, packages, fault) => {
    const { status, said } = await check(manifest, packages);
    expect(status).toBe(1);
    expect(said).toMatch(fault);
  });
});

describe('the audit', () => {
  /** Puts a program before npm that says what npm would. */
  async function audit(report: string) {
    await writeFile(join(folder, 'npm'), `#!/bin/sh\ncat <<'END'\n${report}\nEND\nexit 1\n`);
    await chmod(join(folder, 'npm'), 0o755);
    return run('audit.mjs', [], folder);
  }
  const found = (severity: string) =>
    JSON.stringify({
      vulnerabilities: { a: { name: 'a', severity, range: '<1.2.3' } },
      metadata: { vulnerabilities: { [severity]: 1, total: 1 } },
    });

  test.each(['high', 'critical'])(
    'the audit fails on a %s advisory and names the package',
    async (severity) => {
      const { status, said } = await audit(found(severity));
      expect([status, said]).toEqual([1, expect.stringContaining(`${severity}: a <1.2.3`)]);
    },
  );

  test('the audit passes with a moderate advisory', async () => {
    expect((await audit(found('moderate'))).status).toBe(0);
  });

  test.each([
    ['{"message":"405 Method Not Allowed","statusCode":405}', '405 Method Not Allowed'],
    ['', 'npm printed no report'],
  ])('says in one line that the registry has none: %s', async (report, reason) => {
    const { status, said } = await audit(report);
    expect(status).toBe(0);
    expect(said).toBe(`NOT AUDITED: the registry offers no audit here (${reason}).\n`);
  });
});
