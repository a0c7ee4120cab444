import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createVerifiedAccount, signIn } from '../support/clients/accounts.js';
import { dumpOtherObjects, execute } from '../support/deployments/other-objects.js';
import { SECRET_KEY, startCredence } from '../support/server/credence.js';
import { usePostgres } from '../support/stores/postgres.js';
import type { TestDatabase } from '../support/stores/postgres.js';

const LONG_MS = 300_000;

/** Objects of another program, with the names that release 0.1.0 used. */
const OTHERS = `
  create schema log;
  create table log.events (id serial primary key, line text);
  create table log.migrations (id serial primary key, name text, run_on timestamp);
  create schema keys;
  create table keys.subject_keys (door text);
  create table keys.migrations (name text);
  create schema api;
  create table api.rate_limits (client text, budget int);
  create schema jobs;
  create table jobs.job (id int primary key, opts jsonb);
  create table jobs.migration (version int, name text);
  create schema reactions;
  create table reactions.outstanding_jobs (emoji text);
  create table public.users_v1 (name text);
  create view public.users as select * from public.users_v1;
  create view public.sessions as select * from public.users_v1;
  create table public.history_v1 (year int);
  create table public.checkpoints (reader text, page int);
  create table public.parked_events (place text);
  create table public.migrations (id serial primary key, name varchar(255), run_on timestamp);
  insert into log.events (line) values ('started');
  insert into log.migrations (name, run_on) values ('0001_lines', now());
  insert into keys.subject_keys values ('front');
  insert into api.rate_limits values ('them', 7);
  insert into jobs.job values (1, '{"theirs": true}');
  insert into reactions.outstanding_jobs values ('tada');
  insert into public.users_v1 values ('Bob');
  insert into public.history_v1 values (1815);
  insert into public.checkpoints values ('users@1', 12);
  insert into public.migrations (name, run_on) values ('001_checkpoints', now()), ('002_pages', now());`;

describe('a database that other programs use (DEP-1)', () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await usePostgres();
  });
  afterEach(() => database.dispose());

  test(
    'objects of another program stay unchanged, whatever their names',
    async () => {
      await execute(database.url, OTHERS);
      const before = await dumpOtherObjects(database.url);

      for (const start of [1, 2]) {
        const credence = await startCredence({ DATABASE_URL: database.url, SECRET_KEY });
        try {
          const { email } = await createVerifiedAccount(credence);
          expect({ start, status: (await signIn(credence, email)).status }).toEqual({ start, status: 200 });
        } finally {
          await credence.stop();
        }
      }

      expect(await dumpOtherObjects(database.url)).toEqual(before);
    },
    LONG_MS,
  );

  test(
    'nothing of the service lives in public',
    async () => {
      const before = await dumpOtherObjects(database.url);
      const credence = await startCredence({ DATABASE_URL: database.url, SECRET_KEY });
      await credence.stop();
      expect(await dumpOtherObjects(database.url)).toEqual(before);
    },
    LONG_MS,
  );

  test(
    'two installations share a database under different prefixes',
    async () => {
      const environment = { DATABASE_URL: database.url, SECRET_KEY };
      const first = await startCredence(environment);
      const second = await startCredence({ ...environment, DATABASE_SCHEMA_PREFIX: 'second' });
      try {
        const ada = await createVerifiedAccount(first);
        const grace = await createVerifiedAccount(second);
        expect((await signIn(first, ada.email)).status).toBe(200);
        expect((await signIn(second, grace.email)).status).toBe(200);
        expect((await signIn(first, grace.email)).status).toBe(401);
        expect((await signIn(second, ada.email)).status).toBe(401);
      } finally {
        await second.stop();
        await first.stop();
      }
    },
    LONG_MS,
  );
});
