import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createSignedInAccount } from '../support/clients/accounts.js';
import type { SignedInAccount } from '../support/clients/accounts.js';
import { refusal } from '../support/clients/refusals.js';
import { waitFor, waitUntilAnswered } from '../support/clients/wait-for.js';
import { describeWhere } from '../support/requirements/describe-where.js';
import { SECRET_KEY, startCredence } from '../support/server/credence.js';
import type { Answer, Credence } from '../support/server/credence.js';
import { freePort } from '../support/server/free-port.js';
import { startEventStoreDbServer } from '../support/stores/eventstoredb/server.js';
import { holdWrites } from '../support/stores/held-writes.js';
import type { HeldWrites, StepWrite } from '../support/stores/held-writes.js';
import { usePostgres } from '../support/stores/postgres.js';
import { startRedis, whyNoRedis } from '../support/stores/redis.js';

const LONG_MS = 300_000;
const REACH_MS = 90_000;

/** A step of a process: an append to a stream with a prefix, or a write to a table. */
type Step = { readonly stream: string } | StepWrite;

const FOUNDING: readonly Step[] = [
  { stream: 'name_claim-' },
  { stream: 'organization-' },
  { stream: 'membership-' },
  { table: 'credence_read.organizations_v1', write: 'insert', when: 'true' },
];

const ACCEPTING: readonly Step[] = [
  { stream: 'membership-' },
  { stream: 'invitation-' },
  { table: 'credence_read.members_v1', write: 'insert', when: 'true' },
];

const DELETING: readonly Step[] = [
  { stream: 'organization-' },
  { table: 'credence_keys.erasures', write: 'insert', when: 'true' },
  { table: 'credence_keys.subject_keys', write: 'update', when: 'new.wrapped is null' },
  { stream: 'name_claim-' },
  { table: 'credence_keys.erasures', write: 'update', when: 'new.completed_at is not null' },
];

/** Stores of which one step can be held. */
interface HeldStores {
  readonly environment: Readonly<Record<string, string>>;
  hold(step: Step): Promise<void>;
  waitUntilReached(): Promise<void>;
  release(): Promise<void>;
  dispose(): Promise<void>;
}

describe('on PostgreSQL', () => survivesKills(onPostgres));
describeWhere(await whyNoRedis())('on EventStoreDB and Redis', () => survivesKills(onEventStoreDb));

/** Opens all stores in one PostgreSQL, which appends the events of a command in one transaction. */
async function onPostgres(): Promise<HeldStores> {
  const database = await usePostgres();
  let writes: HeldWrites;
  return {
    environment: { DATABASE_URL: database.url, SECRET_KEY, PASSWORD_HASH: 'argon2id' },
    async hold(step) {
      writes = await holdWrites(database.url);
      await writes.hold('stream' in step ? insertInto(step.stream) : step);
    },
    waitUntilReached: () => writes.waitUntilReached(),
    async release() {
      await writes.release();
      await writes.stop();
    },
    dispose: () => database.dispose(),
  };
}

function insertInto(prefix: string): StepWrite {
  return { table: 'credence_log.events', write: 'insert', when: `starts_with(new.stream_id, '${prefix}')` };
}

/** Opens the log in EventStoreDB, which appends to one stream after the other. */
async function onEventStoreDb(): Promise<HeldStores> {
  const server = await startEventStoreDbServer();
  const redis = await startRedis();
  const tables = await onPostgres();
  let isInLog = false;
  return {
    environment: { ...tables.environment, EVENTSTOREDB_URL: server.url, REDIS_URL: redis.url },
    async hold(step) {
      isInLog = 'stream' in step;
      if ('stream' in step) server.holdAppends(step.stream);
      else await tables.hold(step);
    },
    async waitUntilReached() {
      if (isInLog) await waitFor('the append', () => server.holdsAppend(), REACH_MS);
      else await tables.waitUntilReached();
    },
    async release() {
      if (isInLog) server.answerAppends();
      else await tables.release();
    },
    async dispose() {
      server.stop();
      await redis.stop();
      await tables.dispose();
    },
  };
}

function survivesKills(open: () => Promise<HeldStores>): void {
  let stores: HeldStores;
  let folder: string;
  /** One port, because the tokens name the service. */
  let port: number;
  let credence: Credence;
  let owner: SignedInAccount;
  let member: SignedInAccount;

  beforeAll(async () => {
    stores = await open();
    folder = await mkdtemp(join(tmpdir(), 'credence-killed-'));
    port = await freePort();
    await start();
    owner = await createSignedInAccount(credence);
    member = await createSignedInAccount(credence);
  }, LONG_MS);

  afterAll(async () => {
    await credence.stop();
    await stores.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  async function start(): Promise<void> {
    credence = await startCredence(
      { ...stores.environment, RATE_LIMITS: 'change.account=9999/1m' },
      { dataDir: folder, port },
    );
  }

  async function send(
    method: string,
    path: string,
    body?: object,
    by = owner,
    key?: string,
  ): Promise<Answer> {
    return await credence.call(method, path, {
      token: by.token,
      ...(body !== undefined && { body }),
      ...(key !== undefined && { headers: { 'idempotency-key': key } }),
    });
  }

  async function found(slug: string): Promise<string> {
    const { status, body } = await send('POST', '/auth/organizations', { name: 'Mills', slug });
    expect(status).toBe(201);
    return String(body.id);
  }

  async function ownIds({ token }: SignedInAccount): Promise<unknown[]> {
    return (await credence.call('GET', '/auth/organizations', { token })).body.items.map(({ id }) => id);
  }

  /** Kills the program at a step of a request, starts it again and repeats the request with its idempotency key. */
  async function killAt(step: Step, request: (key: string) => Promise<Answer>): Promise<Answer> {
    const key = randomUUID();
    await stores.hold(step);
    const cut = request(key).catch(() => null);
    await stores.waitUntilReached();
    await credence.kill();
    await cut;
    await stores.release();
    await start();
    return await waitUntilAnswered('the repeat', () => request(key), REACH_MS);
  }

  test(
    'a founding that is killed at every step and repeated founds one organisation (ORG-1)',
    async () => {
      for (const [nth, step] of FOUNDING.entries()) {
        const slug = `founded-${String(nth)}`;
        const body = { name: 'Engines', slug };
        const { status, body: organization } = await killAt(step, (key) =>
          send('POST', '/auth/organizations', body, owner, key),
        );
        expect(status).toBe(201);
        const taken = await send('POST', '/auth/organizations', body, member);
        expect(refusal(taken)).toEqual([409, 'slug_taken']);
        const read = await send('GET', `/v1/organizations/${String(organization.id)}`);
        expect(read.body).toMatchObject({ slug, owners: [owner.userId] });
      }
      const ids = await ownIds(owner);
      expect([ids.length, new Set(ids).size]).toEqual([FOUNDING.length, FOUNDING.length]);
      expect(await ownIds(member)).toEqual([]);
    },
    LONG_MS,
  );

  test(
    'an acceptance that is killed at every step and repeated makes one member (ORG-7)',
    async () => {
      for (const [nth, step] of ACCEPTING.entries()) {
        const id = await found(`accepted-${String(nth)}`);
        const sent = await send('POST', `/v1/organizations/${id}/invitations`, { email: member.email });
        expect(sent.status).toBe(201);
        const path = `/auth/invitations/${String(sent.body.id)}/accept`;
        const { status } = await killAt(step, (key) => send('POST', path, {}, member, key));
        expect(status).toBe(200);
        expect((await ownIds(member)).filter((own) => own === id)).toEqual([id]);
        const members = await send('GET', `/v1/organizations/${id}/members`);
        expect(members.body.items.map(({ user_id }) => user_id).sort()).toEqual(
          [owner.userId, member.userId].sort(),
        );
        expect((await send('GET', '/auth/invitations', undefined, member)).body.items).toEqual([]);
        const again = await send('POST', path, {}, member);
        expect(refusal(again)).toEqual([410, 'link_used']);
      }
    },
    LONG_MS,
  );

  test(
    'a deletion that is killed at every step ends, and its slug is free again (ORG-21)',
    async () => {
      for (const [nth, step] of DELETING.entries()) {
        const slug = `deleted-${String(nth)}`;
        const path = `/v1/organizations/${await found(slug)}`;
        const { status } = await killAt(step, (key) => send('DELETE', path, undefined, owner, key));
        expect([200, 404]).toContain(status);
        expect(refusal(await send('GET', path))).toEqual([404, 'unknown_organization']);
        await waitFor(
          'the slug is free',
          async () => {
            const again = await send('POST', '/auth/organizations', { name: 'Again', slug }, member);
            return again.status === 201;
          },
          REACH_MS,
        );
      }
    },
    LONG_MS,
  );
}
