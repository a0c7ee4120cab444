import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { exportAudit } from '../../src/compose/events/export-audit.js';
import type { ExportOptions } from '../../src/compose/events/export-audit.js';
import { readManifest } from '../../src/compose/events/export-file.js';
import { readConfig } from '../../src/config/config.js';
import type { DomainEvent } from '../../src/domain/event-catalog.js';
import { openUserLog, registration } from '../support/domain/user-log.js';
import { useStores } from '../support/stores/stores.js';
import type { TestStores } from '../support/stores/stores.js';

const EVENTS = 2500;
const ADA = randomUUID();

let stores: TestStores;
let folder: string;

beforeAll(async () => {
  stores = await useStores('postgresql');
  folder = await mkdtemp(join(tmpdir(), 'credence-export-'));
  const log = await openUserLog(stores.databaseUrl, { migrate: true });
  const renamed = (n: number): DomainEvent => ({ type: 'ProfileUpdated', data: { username: `"Ada", ${n}` } });
  await log.append(
    ADA,
    registration('ada@example.com'),
    ...Array.from({ length: EVENTS - 1 }, (_, n) => renamed(n)),
  );
  await log.close();
});

afterAll(async () => {
  await stores.dispose();
  await rm(folder, { recursive: true });
});

const config = () => readConfig(stores.environment);

async function exported(name: string, options: Partial<ExportOptions> = {}) {
  const out = join(folder, name);
  await exportAudit(config(), { out, format: 'jsonl', ...options }, () => undefined);
  return { bytes: await readFile(out), manifest: readManifest(out) };
}

test('an export has every event of the log, and its manifest their number and the hash of the file (AUD-4)', async () => {
  const { bytes, manifest } = await exported('whole.jsonl');
  const lines = bytes.toString().trimEnd().split('\n');
  const revisions = lines.map((line) => (JSON.parse(line) as { revision: number }).revision);
  expect(revisions).toEqual(Array.from({ length: EVENTS }, (_, revision) => revision));
  expect(manifest).toMatchObject({
    count: EVENTS,
    complete: true,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  });
  expect(lines[0]).toContain('ada@example.com');
});

test.each([false, true])(
  'an interrupted export goes on where it stopped, and ends with the same file (AUD-4, gzip: %s)',
  async (gzip) => {
    const name = `interrupted-${String(gzip)}`;
    const out = join(folder, name);
    const stop = () => {
      throw new Error('interrupted');
    };
    const options = { out, format: 'cloudevents', gzip };
    await expect(exportAudit(config(), options, stop)).rejects.toThrow('interrupted');
    expect(readManifest(out)).toMatchObject({ count: 1000, complete: false });
    // A kill between the file and its manifest leaves more in the file.
    await writeFile(out, Buffer.concat([await readFile(out), Buffer.from('half an ev')]));
    const resumed = await exported(name, options);
    const whole = await exported(`whole-${String(gzip)}`, { format: 'cloudevents', gzip });
    const text = ({ bytes }: { bytes: Buffer }) => (gzip ? gunzipSync(bytes) : bytes).toString();
    expect(text(resumed)).toBe(text(whole));
    expect(resumed.manifest?.sha256).toBe(createHash('sha256').update(resumed.bytes).digest('hex'));
  },
);

test('an export as CSV has one record for each event, with quotes doubled', async () => {
  const { bytes } = await exported('part.csv', { format: 'csv' });
  const records = bytes.toString().trimEnd().split('\r\n');
  expect(records).toHaveLength(EVENTS + 1);
  expect(records[0]).toBe('position,time,type,stream,revision,actor,correlationid,causationid,data');
  expect(records[2]).toContain(String.raw`""username"":""\""Ada\"", 0""`);
});

test('a complete export and another range are refused, so that no job repeats an old file as a new one', async () => {
  await exported('complete');
  await expect(exported('complete')).rejects.toThrow('complete export');
  const out = join(folder, 'range');
  const stop = () => {
    throw new Error('interrupted');
  };
  await expect(exportAudit(config(), { out, format: 'jsonl' }, stop)).rejects.toThrow('interrupted');
  await expect(exported('range', { from: '2030-01-01T00:00:00Z' })).rejects.toThrow('another range');
  await exported('range');
});

test('only the owner of an export can read it and its manifest', async () => {
  await exported('private');
  for (const name of ['private', 'private.manifest.json']) {
    expect((await stat(join(folder, name))).mode & 0o077).toBe(0);
  }
});

test('an unknown format, and another format for the same file, are refused', async () => {
  await expect(exported('wrong', { format: 'xml' })).rejects.toThrow('--format must be');
  await expect(exported('part.csv', { format: 'jsonl' })).rejects.toThrow('another format');
});
