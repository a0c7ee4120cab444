import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Registry } from 'prom-client';
import { auditQueries } from '../../src/audit/audit-queries.js';
import { findCosignature, parseWitnessKey } from '../../src/audit/notes/cosignature.js';
import { textOfNote } from '../../src/audit/notes/signed-note.js';
import { publicationStatus } from '../../src/audit/publish/publication-status.js';
import { readPublication } from '../../src/audit/publish/publication-tables.js';
import { publishNewest, startPublisher } from '../../src/audit/publish/publisher.js';
import { webhookTarget } from '../../src/audit/publish/webhook-target.js';
import { witnessTarget } from '../../src/audit/publish/witness-target.js';
import { readNewestCheckpoint } from '../../src/audit/tree-tables.js';
import { checkpointSigners } from '../../src/compose/notary.js';
import { startWitness } from '../support/audit/witness.js';
import type { TestWitness } from '../support/audit/witness.js';
import { SECRET_KEY } from '../support/server/credence.js';
import { waitFor } from '../support/clients/wait-for.js';
import { silentLogger } from '../support/server/silent-logger.js';
import { usePostgres } from '../support/stores/postgres.js';
import type { TestDatabase } from '../support/stores/postgres.js';
import { openAuditedLog, ORIGIN } from './audited-log.js';
import type { AuditedLog } from './audited-log.js';
import { verifyCheckpoint } from './independent-verifier.js';

const LOG_KEY = checkpointSigners(SECRET_KEY)(ORIGIN).verifier.text;

let template: TestDatabase;
let database: TestDatabase;
let audited: AuditedLog;
let witness: TestWitness;

beforeAll(async () => {
  template = await usePostgres();
  const first = await openAuditedLog(template.url);
  await first.register(5);
  await first.sign();
  await first.log.close();
});
afterAll(() => template.dispose());

async function openCopy(): Promise<void> {
  database = await usePostgres(`template ${new URL(template.url).pathname.slice(1)}`);
  audited = await openAuditedLog(database.url);
}

beforeEach(async () => {
  witness = await startWitness(LOG_KEY);
  await openCopy();
});
afterEach(async () => {
  await witness.stop();
  await audited.log.close();
  await database.dispose();
});

async function closeCopy(): Promise<void> {
  await audited.log.close();
  await database.dispose();
}

function witnessKey() {
  const key = parseWitnessKey(witness.key);
  if (key === null) throw new Error('The witness has a key.');
  return key;
}

/** Publishes the newest checkpoint to the witness. Returns the failure, or null. */
async function toWitness(): Promise<string | null> {
  const { pool } = audited.log;
  const target = witnessTarget(pool, { url: witness.url, key: witnessKey() });
  const status = publicationStatus(new Registry(), []);
  await publishNewest(target, { pool, status, logger: silentLogger });
  const { failure } = await readPublication(pool, target.name);
  expect(status.isFailing()).toBe(failure !== null);
  return failure;
}

describe('a witness', () => {
  test('PRF-4 its cosignature of each checkpoint is stored, and served with it and with proofs', async () => {
    expect(await toWitness()).toBeNull();
    await audited.register(40);
    await audited.sign();
    expect(await toWitness()).toBeNull();
    expect(await toWitness()).toBeNull();
    expect(witness.statuses).toEqual([200, 200]);

    const { store, pool } = audited.log;
    const queries = auditQueries({ ...audited.parts, store, pool });
    const served = (await queries.readCheckpoint()) ?? '';
    expect(served.split('\n').filter((line) => line.startsWith('\u2014'))).toHaveLength(2);
    expect(verifyCheckpoint(served, LOG_KEY).size).toBe(45);
    expect(findCosignature(served, textOfNote(served), witnessKey())).not.toBeNull();
    expect(findCosignature(served, textOfNote(served).replace('45', '46'), witnessKey())).toBeNull();
    const listed = await queries.listCheckpoints(0, 10);
    expect(listed.every(({ note }) => findCosignature(note, textOfNote(note), witnessKey()))).toBe(true);
    const head = await store.head();
    expect(await queries.proveEvent(head)).toContain(served);
  });

  test('an answer that was lost is made good', async () => {
    await toWitness();
    await audited.log.pool.query('delete from credence_audit.cosignatures');
    await audited.register(3);
    await audited.sign();
    expect(await toWitness()).toBeNull();
    expect(witness.statuses).toEqual([200, 409, 200]);
  });

  test('PRF-4 a restored database is found out, because the witness has signed more', async () => {
    await audited.register(5);
    await audited.sign();
    await toWitness();
    await closeCopy();
    await openCopy();
    expect(await toWitness()).toBe('has signed 10 events, and this log has only 5: it has lost events');
    await audited.register(20);
    await audited.sign();
    expect(await toWitness()).toBe('has signed another log under this name');
  });

  test('a process that is late sends the checkpoint that another process has sent', async () => {
    const { pool } = audited.log;
    const late = await readNewestCheckpoint(pool);
    if (late === null) throw new Error('There is a checkpoint.');
    await audited.register(5);
    await audited.sign();
    expect(await toWitness()).toBeNull();
    await witnessTarget(pool, { url: witness.url, key: witnessKey() }).publish(late);
    expect(witness.statuses).toEqual([200, 200]);
  });

  test('a forged cosignature is not stored', async () => {
    witness.forge();
    expect(await toWitness()).toBe('answers without a valid cosignature of its key');
    const { rowCount } = await audited.log.pool.query('select from credence_audit.cosignatures');
    expect(rowCount).toBe(0);
  });

  test('a log that it does not know, and a witness that is away, are named', async () => {
    await audited.sign();
    const known = witness;
    witness = await startWitness(LOG_KEY.replace(ORIGIN, 'other.example.com'));
    expect(await toWitness()).toBe('does not know the name of this log');
    await witness.stop();
    expect(await toWitness()).toBe('does not answer');
    witness = known;
  });

  test('a key of another algorithm is no key of a witness', () => {
    expect(parseWitnessKey(LOG_KEY)).toBeNull();
  });
});

test('a webhook gets each checkpoint once, and a failure is recorded until it has passed', async () => {
  const received: string[] = [];
  let status = 500;
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      received.push(body);
      response.writeHead(status).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const target = webhookTarget(`http://127.0.0.1:${String(port)}/checkpoints?token=secret`);
  const { pool } = audited.log;
  const registry = new Registry();
  const options = { pool, status: publicationStatus(registry, [target.name]), logger: silentLogger };

  await publishNewest(target, options);
  expect(await readPublication(pool, target.name)).toEqual({ size: 0, failure: 'answers 500' });
  expect(await registry.metrics()).toContain(
    `credence_checkpoint_publication_failing{target="${target.name}"} 1`,
  );
  status = 204;
  for (let time = 0; time < 2; time += 1) await publishNewest(target, options);
  expect(await readPublication(pool, target.name)).toEqual({ size: 5, failure: null });
  expect(options.status.isFailing()).toBe(false);
  expect(received).toHaveLength(2);
  expect(verifyCheckpoint(received[1] ?? '', LOG_KEY).size).toBe(5);
  server.close();
  server.closeAllConnections();
});

test('webhooks of one host have names of their own, which do not show their paths', () => {
  const names = ['/a?token=secret', '/b?token=secret', '/b'].map(
    (path) => webhookTarget(`https://hooks.example.com${path}`).name,
  );
  expect(new Set(names).size).toBe(3);
  for (const name of names) expect(name).toMatch(/^webhook:hooks\.example\.com#[0-9a-f]{8}$/);
});

test('an unexpected error counts as a failure of the receiver', async () => {
  const status = publicationStatus(new Registry(), []);
  const publish = () => Promise.reject(new Error('The tree is incomplete.'));
  const publisher = startPublisher({
    pool: audited.log.pool,
    targets: [{ name: 'broken', publish }],
    status,
    intervalMs: 600_000,
    logger: silentLogger,
  });
  await waitFor('the failure is recorded', () => status.isFailing());
  await publisher.stop();
});
