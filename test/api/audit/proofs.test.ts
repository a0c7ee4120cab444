import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { verifyProof } from '../../../src/audit/offline/verify-proof.js';
import { provesConsistency } from '../../../src/audit/tree/verify-proofs.js';
import { openTreeEdge } from '../../../src/audit/tree/tree-edge.js';
import { tilePath, tilesOf } from '../../../src/audit/tree/tiles.js';
import { LogNotVerified, verifyAudit } from '../../../src/compose/audit/verify-log.js';
import type { VerifyOptions } from '../../../src/compose/audit/verify-log.js';
import { readConfig } from '../../../src/config/config.js';
import { verifyCheckpoint, verifyProofFile } from '../../audit/independent-verifier.js';
import { newEmail, signUp } from '../../support/clients/accounts.js';
import { readMetric } from '../../support/clients/admin-api.js';
import { refusal } from '../../support/clients/refusals.js';
import { waitFor } from '../../support/clients/wait-for.js';
import { runCli } from '../../support/server/cli.js';
import { SERVICE_TOKEN, startCredence } from '../../support/server/credence.js';
import type { Credence } from '../../support/server/credence.js';
import { useStores } from '../../support/stores/stores.js';
import type { TestStores } from '../../support/stores/stores.js';

let stores: TestStores;
let credence: Credence;
let key: string;
let email: string;
/** The position of the last event of its registration. */
let position: string;

beforeAll(async () => {
  stores = await useStores();
  credence = await startCredence({ ...stores.environment, CHECKPOINT_INTERVAL: '100ms' });
  key = (await read('/v1/audit/keys')).trim();
  email = newEmail();
  position = (await signUp(credence, { email })).headers.get('Event-Position') ?? '';
});

afterAll(async () => {
  await credence.stop();
  await stores.dispose();
});

async function fetchAudit(path: string, token = SERVICE_TOKEN): Promise<Response> {
  return await fetch(credence.url + path, { headers: { authorization: `Bearer ${token}` } });
}

/** Waits until the notary has signed what a path is about. */
async function read(path: string): Promise<string> {
  const response = await waitFor(path, async () => {
    const answer = await fetchAudit(path);
    return answer.status === 200 && answer;
  });
  expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  return await response.text();
}

describe('the proofs of the log', () => {
  test('PRF-5 an independent verifier accepts the proof of an event, whose leaf has no personal data', async () => {
    const leaf = verifyProofFile(await read(`/v1/audit/proof/${position}`), key).toString();
    expect(JSON.parse(leaf)).toMatchObject({ type: 'EmailVerificationRequested', revision: 2 });
    expect(leaf).not.toContain(email);
    expect(leaf).toContain('$e');
  });

  test('PRF-5 an independent verifier rejects a proof with another leaf, index or checkpoint', async () => {
    const file = await read(`/v1/audit/proof/${position}`);
    const other = file.replace(/^extra .*$/m, `extra ${Buffer.from('{}').toString('base64')}`);
    expect(() => verifyProofFile(other, key)).toThrow('The leaf is not in the tree.');
    expect(() => verifyProofFile(file.replace(/\n(\d+)\n/, '\n9$1\n'), key)).toThrow(
      'The signature is not valid.',
    );
  });

  test('PRF-5 the module that browsers load verifies a proof, and so does the command', async () => {
    const file = await read(`/v1/audit/proof/${position}`);
    const script = await (await fetch(`${credence.url}/pages/verify-proof.js`)).text();
    expect(script).not.toMatch(/^import /m);
    expect(script).toBe(
      await readFile(new URL('../../../src/audit/offline/verify-proof.js', import.meta.url), 'utf8'),
    );
    const proven = await verifyProof(file, key);
    expect(JSON.parse(proven?.leaf ?? '')).toMatchObject({ type: 'EmailVerificationRequested' });

    const path = join(tmpdir(), `credence-proof-${position}`);
    await writeFile(path, file);
    const { code, output } = await runCli(['audit', 'verify-proof', path, '--key', key], {});
    expect(output).toContain(`${proven?.leaf ?? ''}\nThis is event ${String(proven?.index)} of the first `);
    expect(code).toBe(0);
    await writeFile(path, file.replace('index ', 'index 1'));
    const forged = await runCli(['audit', 'verify-proof', path, '--key', key], {});
    expect(forged.output).toBe('credence: The file proves nothing under this key.\n');
    await rm(path);
  });

  test('checkpoints are consistent with each other', async () => {
    await signUp(credence);
    const items = await waitFor('two checkpoints', async () => {
      const { body } = await credence.call('GET', '/v1/audit/checkpoints?limit=100', {
        token: SERVICE_TOKEN,
      });
      return body.items.length >= 2 && body.items;
    });
    const heads = items.map(({ checkpoint }) => verifyCheckpoint(String(checkpoint), key));
    const [older, newer] = [heads[0], heads.at(-1)].map((head) => ({
      size: head?.size ?? 0,
      root: Buffer.from(head?.root ?? '', 'base64'),
    }));
    if (older === undefined || newer === undefined) throw new Error('There are two checkpoints.');
    const path = `/v1/audit/consistency?from=${String(older.size)}&to=${String(newer.size)}`;
    const { body } = await credence.call('GET', path, { token: SERVICE_TOKEN });
    const { hashes } = body as unknown as { hashes: string[] };
    expect(
      provesConsistency(
        hashes.map((hash) => Buffer.from(hash, 'base64')),
        older,
        newer,
      ),
    ).toBe(true);
  });

  test('the tiles lead to the root of the checkpoint', async () => {
    const { size, root } = verifyCheckpoint(await read('/v1/audit/checkpoint'), key);
    const edge = openTreeEdge();
    for (const tile of [...tilesOf(size)].filter(({ level }) => level === 0)) {
      const bytes = Buffer.from(await (await fetchAudit(`/v1/audit/tile/${tilePath(tile)}`)).arrayBuffer());
      for (let place = 0; place < tile.width; place += 1)
        edge.append(bytes.subarray(place * 32, place * 32 + 32));
    }
    expect(edge.root().toString('base64')).toBe(root);
  });

  test('requests beyond the newest checkpoint, and malformed ones, are refused', async () => {
    const call = async (path: string, token?: string) =>
      refusal(await credence.call('GET', `/v1/audit/${path}`, token === undefined ? {} : { token }));
    expect(await call('checkpoint')).toEqual([401, 'unauthenticated']);
    for (const path of [
      'proof/0',
      'tile/0/x001/000',
      'tile/0/1',
      'tile/9/000',
      'tile/0/000.p/255',
      'tile/0/x001',
    ])
      expect([path, ...(await call(path, SERVICE_TOKEN))]).toEqual([path, 404, 'not_found']);
    expect(await call('consistency?from=1&to=1000000', SERVICE_TOKEN)).toEqual([404, 'not_found']);
    for (const path of [
      'consistency?from=3&to=2',
      'consistency',
      'checkpoints?limit=101',
      'proof/a.b',
      'tile/0/0,1',
    ])
      expect([path, ...(await call(path, SERVICE_TOKEN))]).toEqual([path, 422, 'invalid_input']);
  });

  test('only the scope proofs:read opens the proofs to an API key', async () => {
    const keyWith = async (scope: string) => {
      const body = { name: scope, scopes: [scope] };
      const created = await credence.call('POST', '/v1/api-keys', { body, token: SERVICE_TOKEN });
      return (created.body as unknown as { key: string }).key;
    };
    expect((await fetchAudit('/v1/audit/keys', await keyWith('proofs:read'))).status).toBe(200);
    expect((await fetchAudit('/v1/audit/keys', await keyWith('events:read'))).status).toBe(403);
  });

  test('PRF-1 the command verifies the log by an old checkpoint, and an exported tree', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'credence-audit-'));
    const old = join(folder, 'old');
    await writeFile(old, await read('/v1/audit/checkpoint'));
    const audit = (...options: string[]) => runCli(['audit', ...options], stores.environment);
    const verified = /The log is the one that was signed: \d+ of \d+ events are covered/;
    expect((await audit('verify', '--checkpoint', old, '--key', key)).output).toMatch(verified);
    expect((await audit('export-tree', folder)).output).toMatch(/has the checkpoint of \d+ events/);
    expect((await audit('verify', '--tiles', folder, '--checkpoint', old)).output).toMatch(verified);
    await writeFile(old, 'nothing');
    expect((await audit('verify', '--checkpoint', old)).output).toMatch(/--checkpoint must be a file/);
    await rm(folder, { recursive: true });
  });

  test('PRF-1 an export of the leaves is verified without the database, and a changed line is named', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'credence-leaves-'));
    const [checkpoint, path] = [join(folder, 'checkpoint'), join(folder, 'leaves')];
    await writeFile(checkpoint, await read('/v1/audit/checkpoint'));
    const exported = await runCli(
      ['audit', 'export', '--format', 'leaves', '--out', path],
      stores.environment,
    );
    expect(exported.code).toBe(0);
    const offline = ['audit', 'verify', '--from-export', path, '--key', key, '--checkpoint', checkpoint];
    const { output } = await runCli(offline, {});
    expect(output).toMatch(/^The log is the one that was signed: \d+ of \d+ events are covered\.\n$/);

    const lines = (await readFile(path, 'utf8')).split('\n');
    expect(lines[0]).not.toContain('@example.com');
    const changed = lines.with(2, String(lines[2]).replace('"actor":"', '"actor":"x'));
    await writeFile(path, changed.join('\n'));
    const findings: string[] = [];
    const verify = (options: VerifyOptions) =>
      verifyAudit(readConfig({}), options, {
        report: (line) => findings.push(line),
        onProgress: () => undefined,
      });
    await expect(verify({ fromExport: path, key, checkpoint })).rejects.toThrow(LogNotVerified);
    expect(findings.splice(0)).toEqual([
      expect.stringMatching(/^The log does not start with the \d+ events of the given checkpoint\.$/),
    ]);
    await writeFile(`${path}.gz`, gzipSync(changed.join('\n')));
    const other = { fromExport: `${path}.gz`, key, checkpoint };
    await expect(verify(other)).rejects.toThrow(LogNotVerified);
    await expect(verify({ fromExport: path, key })).rejects.toThrow('needs --checkpoint or --tiles');
    await expect(verify({ fromExport: path, checkpoint })).rejects.toThrow('needs --key');
    await rm(folder, { recursive: true });
  });

  test('PRF-6 the metrics show the size of the tree and that the notary does not lag', async () => {
    expect(await readMetric(credence, 'credence_notary_tree_size')).toBeGreaterThan(1);
    expect(await readMetric(credence, 'credence_notary_lag_seconds')).toBeLessThan(15);
    expect(await readMetric(credence, 'credence_notary_refusing')).toBe(0);
  });
});
