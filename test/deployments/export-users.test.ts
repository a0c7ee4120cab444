import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import { hashSync } from 'bcryptjs';
import {
  createSignedInAccount,
  createVerifiedAccount,
  PASSWORD,
  signIn,
} from '../support/clients/accounts.js';
import { codeOfStep } from '../support/domain/totp-codes.js';
import { runCli } from '../support/server/cli.js';
import { startCredence } from '../support/server/credence.js';
import type { Credence, Json } from '../support/server/credence.js';
import { useStores } from '../support/stores/stores.js';
import type { TestStores } from '../support/stores/stores.js';

const LONG_MS = 300_000;
const MEMBERS = 40;
const LIMITS = { RATE_LIMITS: 'credential.source=100000/1m' };

let former: TestStores;
let next: TestStores;
let folder: string;
const running: Credence[] = [];

beforeEach(async () => {
  former = await useStores();
  next = await useStores();
  folder = await mkdtemp(join(tmpdir(), 'credence-export-'));
});
afterEach(async () => {
  for (const credence of running.splice(0)) await credence.stop();
  await former.dispose();
  await next.dispose();
  await rm(folder, { recursive: true });
});

/** The answers of the service on the way through both steps. */
interface StepJson extends Json {
  readonly secret: string;
  readonly enrolment_token: string;
  readonly recovery_codes: readonly string[];
  readonly mfa_token: string;
}

async function post(credence: Credence, path: string, body: object, token?: string) {
  const answer = await credence.call('POST', path, { body, ...(token !== undefined && { token }) });
  return { status: answer.status, body: answer.body as StepJson };
}

async function start(environment: Readonly<Record<string, string>>): Promise<Credence> {
  const credence = await startCredence({ ...environment, ...LIMITS });
  running.push(credence);
  return credence;
}

async function newIdentity(): Promise<{ recipient: string; file: string }> {
  const identity = await generateIdentity();
  const file = join(folder, 'identity.txt');
  await writeFile(file, `# created for a test\n${identity}\n`);
  return { recipient: await identityToRecipient(identity), file };
}

test(
  'after an export and its import under another secret, everybody signs in as before (IMP-4)',
  async () => {
    const members = Array.from({ length: MEMBERS }, (_, n) => `member${String(n)}@example.com`);
    const lines = members.map((email, n) =>
      JSON.stringify({ id: `m${String(n)}`, email, verified: true, password_hash: hashSync(PASSWORD, 4) }),
    );
    await writeFile(join(folder, 'members.jsonl'), lines.join('\n'));
    await runCli(
      ['users', 'import', '--report', join(folder, 'report'), join(folder, 'members.jsonl')],
      former.environment,
    );
    const first = await start(former.environment);
    const own = await createVerifiedAccount(first);
    const { email, token, userId } = await createSignedInAccount(first);
    const { body: app } = await post(first, '/auth/factors/totp', {}, token);
    const step = Math.floor(Date.now() / 30_000);
    const confirmation = { enrolment_token: app.enrolment_token, code: codeOfStep(step, app.secret) };
    const { body: enrolled } = await post(first, '/auth/factors/totp/confirm', confirmation, token);
    await first.stop();
    running.pop();

    const { recipient, file } = await newIdentity();
    const out = join(folder, 'users.age');
    const exported = await runCli(
      ['users', 'export', '--recipient', recipient, '--out', out],
      former.environment,
    );
    expect(exported).toMatchObject({
      code: 0,
      output: expect.stringContaining(`${String(MEMBERS + 2)} accounts exported, 1 with second factors`),
    });
    expect(await readFile(out, 'latin1')).not.toContain('@example.com');
    expect(await readFile(`${out}.manifest`, 'utf8')).toMatch(
      /\/users\ntime .+\naccounts 42\nwith-factors 1\nsha256 [0-9a-f]{64}\n\n— /,
    );

    const target = { ...next.environment, SECRET_KEY: 'another secret of another service' };
    const report = join(folder, 'report.jsonl');
    const imported = await runCli(['users', 'import', '--identity', file, '--report', report, out], target);
    expect(imported).toMatchObject({
      code: 0,
      output: expect.stringContaining(
        `${String(MEMBERS + 2)} accounts imported, 0 existed already, 0 duplicates, 0 invalid rows.`,
      ),
    });
    const second = await start(target);
    for (const member of [...members, own.email]) {
      expect((await signIn(second, member)).status).toBe(200);
    }
    expect((await signIn(second, own.email, 'a wrong password')).status).toBe(401);
    const owed = await post(second, '/auth/login', { email, password: PASSWORD });
    const [code] = enrolled.recovery_codes;
    const proof = { mfa_token: owed.body.mfa_token, method: 'recovery_code', code };
    const done = await post(second, '/auth/mfa/verify', proof);
    expect(done.status).toBe(200);
    expect(JSON.stringify(done.body)).toContain(userId);
  },
  LONG_MS,
);

test('an export cannot be read without its identity, or after a change (IMP-4)', async () => {
  const { recipient, file } = await newIdentity();
  const out = join(folder, 'users.age');
  await writeFile(join(folder, 'one.jsonl'), JSON.stringify({ id: '1', email: 'ada@example.com' }));
  const options = ['--report', join(folder, 'report.jsonl')];
  await runCli(['users', 'import', ...options, join(folder, 'one.jsonl')], former.environment);
  const refused = await runCli(['users', 'export', '--recipient', 'age1', '--out', out], former.environment);
  expect(refused).toMatchObject({
    code: 1,
    output: expect.stringContaining('--recipient must be a public key'),
  });
  // No projector has run: the log alone tells which accounts exist.
  const one = await runCli(['users', 'export', '--recipient', recipient, '--out', out], former.environment);
  expect(one.output).toContain('1 accounts exported, 0 with second factors');
  const unnamed = await runCli(['users', 'import', ...options, out], next.environment);
  expect(unnamed).toMatchObject({ code: 1, output: expect.stringContaining('--identity') });
  const bytes = await readFile(out);
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
  await writeFile(out, bytes);
  const changed = await runCli(['users', 'import', ...options, '--identity', file, out], next.environment);
  expect(changed).toMatchObject({ code: 1, output: expect.stringContaining('cannot be read after line 0') });
});
