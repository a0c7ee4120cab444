import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { isEphemeral, subjectOf } from '../../src/domain/event-catalog.js';
import { START } from '../../src/eventstore/port.js';
import type { Position, StoredEvent } from '../../src/eventstore/port.js';
import { auditProjection } from '../../src/projections/views/audit-trail/projection.js';
import { auditStatement } from '../../src/projections/views/audit-trail/statement.js';
import { positionInBlocks } from '../../src/projections/views/audit-trail/time-bound.js';
import type { AuditFilter } from '../../src/projections/views/audit-trail/statement.js';
import { createSignedInAccount, newEmail, PASSWORD } from '../support/clients/accounts.js';
import type { SignedInAccount } from '../support/clients/accounts.js';
import { listAll, waitForEveryReader, waitForReaders } from '../support/clients/admin-api.js';
import { refusal } from '../support/clients/refusals.js';
import { SERVICE_TOKEN, startCredence } from '../support/server/credence.js';
import type { Credence } from '../support/server/credence.js';
import { chance } from '../support/domain/chance.js';
import { useStores } from '../support/stores/stores.js';
import type { TestStores } from '../support/stores/stores.js';

const token = SERVICE_TOKEN;
const SAMPLES = 40;
/** Blocks of the index whose statements are explained. */
const BLOCKS = 500;

let stores: TestStores;
let credence: Credence;
let ada: SignedInAccount;

beforeAll(async () => {
  stores = await useStores();
  credence = await startCredence({ ...stores.environment, TRUSTED_PROXIES: '127.0.0.1' });
  ada = await createSignedInAccount(credence);
  await createSignedInAccount(credence);
  await credence.call('POST', `/v1/users/${ada.userId}/deactivate`, { token });
});

afterAll(async () => {
  await credence.stop();
  await stores.dispose();
});

async function readLog(): Promise<StoredEvent[]> {
  const log = stores.openLog();
  const events = await log.readAll({ after: START, limit: 10_000 });
  await log.stop();
  return events.filter(({ stream }) => !isEphemeral(stream));
}

const idsOf = (items: readonly { readonly id?: unknown }[]) => items.map(({ id }) => String(id));

describe('the audit', () => {
  test('each filter agrees with a scan of the whole log (AUD-2)', async () => {
    await waitForEveryReader(credence);
    const log = await readLog();
    const random = chance(16);
    const pick = () => log[Math.floor(random() * log.length)];
    const positions = log.map(({ position }) => position);
    for (let n = 0; n < SAMPLES; n += 1) {
      const chosen = pick();
      if (chosen === undefined) throw new Error('The log is empty.');
      const [subject, actor] = [subjectOf(chosen.stream, chosen.data), chosen.metadata['actor'] ?? ''];
      const correlation = chosen.metadata['correlation_id'] ?? '';
      const [from = START, to = START] = [pick()?.position, positions.at(-1)].sort();
      const query = new URLSearchParams({
        ...(random() < 0.5 && subject !== null && { subject }),
        ...(random() < 0.5 && { actor }),
        ...(random() < 0.5 && { type: chosen.type }),
        ...(random() < 0.3 && { correlation_id: correlation }),
        ...(random() < 0.5 && { from }),
        to,
      });
      const expected = log.filter(
        (event) =>
          matches(query, 'subject', subjectOf(event.stream, event.data)) &&
          matches(query, 'actor', event.metadata['actor']) &&
          matches(query, 'type', event.type) &&
          matches(query, 'correlation_id', event.metadata['correlation_id']) &&
          event.position > (query.get('from') ?? '') &&
          event.position <= to,
      );
      const answer = await credence.call('GET', `/v1/audit?limit=200&${query.toString()}`, { token });
      expect([query.toString(), idsOf(answer.body.items)]).toEqual([
        query.toString(),
        idsOf(expected.toReversed()),
      ]);
    }
  });

  function matches(query: URLSearchParams, name: string, value: string | null | undefined): boolean {
    const wanted = query.get(name);
    return wanted === null || wanted === value;
  }

  test('a request is in the audit with its actor, source and correlation id, and nothing twice (AUD-1)', async () => {
    const requestId = randomUUID();
    await credence.call('POST', `/v1/users/${ada.userId}/reactivate`, {
      token,
      headers: { 'x-request-id': requestId, 'user-agent': 'an auditor' },
    });
    const { body } = await credence.call('GET', `/v1/audit?correlation_id=${requestId}`, { token });
    expect(body.items).toMatchObject([
      {
        type: 'UserReactivated',
        actor: 'service',
        correlation_id: requestId,
        source: { ip: '127.0.0.1', user_agent: 'an auditor' },
      },
    ]);
  });

  test('a search finds an event at once, also before it is indexed', async () => {
    for (const reactivates of [false, true, false, true]) {
      const requestId = randomUUID();
      const act = reactivates ? 'reactivate' : 'deactivate';
      const headers = { 'x-request-id': requestId };
      await credence.call('POST', `/v1/users/${ada.userId}/${act}`, { token, headers });
      const { body } = await credence.call('GET', `/v1/audit?correlation_id=${requestId}`, { token });
      expect(body.items).toHaveLength(1);
    }
  });

  test('the pages of the audit together are the whole of it', async () => {
    const path = `/v1/audit`;
    const { body } = await credence.call('GET', `${path}?subject=${ada.userId}&limit=200`, { token });
    const pages: string[] = [];
    let cursor = '';
    do {
      const query = `subject=${ada.userId}&limit=3${cursor}`;
      const page = await credence.call('GET', `${path}?${query}`, { token });
      pages.push(...idsOf(page.body.items));
      cursor = page.body.next_cursor === null ? '' : `&cursor=${page.body.next_cursor}`;
    } while (cursor !== '');
    expect(pages).toEqual(idsOf(body.items));
  });

  test('a search by address finds the events of its requests, also by range, and the log does not keep the address', async () => {
    const headers = { 'x-forwarded-for': '192.0.2.7', 'x-request-id': randomUUID() };
    for (const act of ['deactivate', 'reactivate'])
      await credence.call('POST', `/v1/users/${ada.userId}/${act}`, { token, headers });
    const search = async (query: string) => {
      const { body } = await credence.call('GET', `/v1/audit?${query}`, { token });
      return body;
    };
    const { items: expected } = await search(`correlation_id=${headers['x-request-id']}`);
    expect(expected.length).toBeGreaterThan(0);
    for (const source of ['192.0.2.7', '::ffff:192.0.2.7', '192.0.2.0/24'])
      expect((await search(`source=${source}&subject=${ada.userId}`)).items).toEqual(expected);
    expect((await search('source=192.0.2.8')).items).toEqual([]);
    const { items, next_cursor: next } = await search('source=192.0.2.7&limit=1');
    const rest = await search(`source=192.0.2.7&cursor=${String(next)}`);
    expect([...items, ...rest.items]).toEqual(expected);
    const { status } = await credence.call('GET', '/v1/audit?source=ada@example.com', { token });
    expect(status).toBe(422);
    const reads = (await readLog()).filter(({ type }) => type === 'AuditRead');
    expect(JSON.stringify(reads)).not.toContain('192.0.2');
  });

  test('the blocks of the index bound the search for a time', async () => {
    await waitForEveryReader(credence);
    const pool = new pg.Pool({ connectionString: stores.databaseUrl });
    const log = stores.openLog();
    const events = await readLog();
    const random = chance(55);
    for (let n = 0; n < SAMPLES; n += 1) {
      const time = events[Math.floor(random() * events.length)]?.recordedAt ?? new Date();
      let bound: Position | undefined;
      const positionAt = (at: Date, given?: Position) => {
        bound = given;
        return log.positionAt(at);
      };
      const position = await positionInBlocks(pool, { ...log, positionAt }, time);
      expect(position).toBe(await log.positionAt(time));
      const skipped = events.filter((event) => bound !== undefined && event.position >= bound);
      expect(skipped.every(({ recordedAt }) => recordedAt >= time)).toBe(true);
      const searched = events.filter((event) => event.position > position && !skipped.includes(event));
      expect(searched.length).toBeLessThan(200);
    }
    await log.stop();
    await pool.end();
  });

  test('a search is an event itself, with its actor, its filter and the number of results', async () => {
    await credence.call('GET', `/v1/audit?subject=${ada.userId}&limit=2`, { token });
    await waitForReaders(credence);
    const { body } = await credence.call('GET', '/v1/audit?type=AuditRead&limit=1', { token });
    expect(body.items).toMatchObject([
      { actor: 'service', data: { filter: { subject: ada.userId }, count: 2 } },
    ]);
  });

  test('concurrent searches of one service are all recorded', async () => {
    const before = (await readLog()).filter(({ type }) => type === 'AuditRead').length;
    const searches = Array.from({ length: 20 }, () => credence.call('GET', '/v1/audit?limit=1', { token }));
    for (const { status } of await Promise.all(searches)) expect(status).toBe(200);
    expect((await readLog()).filter(({ type }) => type === 'AuditRead')).toHaveLength(before + 20);
  });

  test.each(['subject=ada@example.com', 'actor=ada@example.com', 'correlation_id=ada@example.com'])(
    'a search by %s is refused, because the log would keep the address (GDP-1)',
    async (query) => {
      expect((await credence.call('GET', `/v1/audit?${query}`, { token })).status).toBe(422);
    },
  );

  test('the causes of a request are its commands, their events and the mails of these', async () => {
    const requestId = randomUUID();
    const email = newEmail();
    const headers = { 'x-request-id': requestId };
    const body = { email, username: 'grace', password: PASSWORD };
    await credence.call('POST', '/auth/signup', { body, headers });
    await credence.mails(email);
    await waitForReaders(credence);
    const tree = await credence.call('GET', `/v1/audit/causes/${requestId}`, { token });
    expect(tree.body).toMatchObject({
      correlation_id: requestId,
      commands: [
        {
          events: expect.arrayContaining([
            expect.objectContaining({
              event: expect.objectContaining({ type: 'UserRegistered' }),
              effects: [],
            }),
            expect.objectContaining({
              event: expect.objectContaining({ type: 'EmailVerificationRequested' }),
              effects: [expect.objectContaining({ type: 'MailSent' })],
            }),
          ]),
        },
      ],
    });
    const unknown = await credence.call('GET', `/v1/audit/causes/${randomUUID()}`, { token });
    expect(refusal(unknown)).toEqual([404, 'not_found']);
  });

  test('the audit needs the scope audit:read, and refuses an unknown type', async () => {
    const key = await credence.call('POST', '/v1/api-keys', {
      token,
      body: { name: 'billing', scopes: ['events:read'] },
    });
    const { key: secret } = key.body as unknown as { readonly key: string };
    expect(refusal(await credence.call('GET', '/v1/audit', { token: secret }))).toEqual([
      403,
      'insufficient_scope',
    ]);
    expect(refusal(await credence.call('GET', '/v1/audit?type=Unknown', { token }))).toEqual([
      422,
      'invalid_input',
    ]);
  });

  test('no secret is in the audit', async () => {
    const all = JSON.stringify(await listAll(credence, '/v1/audit'));
    expect(all).not.toMatch(/password_hash|private_key|secret_hash/);
  });
});

describe('the statements of the audit', () => {
  const none: AuditFilter = {
    subject: null,
    actor: null,
    type: null,
    correlationId: null,
    from: null,
    to: null,
  };
  const filters: [string, Partial<AuditFilter>, RegExp][] = [
    ['no filter', {}, /audit_blocks_v1_pkey/],
    ['a subject', { subject: 's-7' }, /audit_keys_v1_pkey/],
    ['everybody who is not signed in', { actor: 'anonymous' }, /audit_keys_v1_pkey/],
    ['a subject and a type', { subject: 's-7', type: 'T7' }, /audit_keys_v1_pkey/],
    [
      'a range',
      { from: '0000000000000010000' as Position, to: '0000000000000012000' as Position },
      /audit_blocks_v1_first_key/,
    ],
  ];
  let pool: pg.Pool;
  let client: pg.PoolClient;

  beforeAll(async () => {
    pool = new pg.Pool({ connectionString: stores.databaseUrl });
    client = await pool.connect();
    await client.query('begin');
    const projection = auditProjection();
    const types = Array.from({ length: 20 }, (_, n) => `T${String(n)}`);
    for (let block = 1; block <= BLOCKS; block += 1) {
      const events = types.map((type, place) => eventOf(block * 1000 + place, type));
      await projection.handle(events, client);
    }
    await client.query('analyze credence_read.audit_blocks_v1, credence_read.audit_keys_v1');
  });
  afterAll(async () => {
    await client.query('rollback');
    client.release();
    await pool.end();
  });

  function eventOf(number: number, type: string): StoredEvent {
    return {
      id: randomUUID(),
      stream: `user-s-${String(number % 100)}`,
      revision: 0,
      position: String(number).padStart(19, '0') as Position,
      type,
      data: {},
      metadata: { actor: 'anonymous', correlation_id: randomUUID() },
      recordedAt: new Date(),
    };
  }

  test.each(filters)('a search by %s reads indexes only, in their order', async (_, filter, index) => {
    const { text, values } = auditStatement({ ...none, ...filter }, { before: null, limit: 50 });
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(`explain ${text}`, values);
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).toMatch(index);
    expect(plan).not.toMatch(/Seq Scan/);
  });
});
