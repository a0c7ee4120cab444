import pg from 'pg';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { z } from 'zod';
import { createApp } from '../../../src/api/http/app.js';
import { decodeCursor, encodeCursor, pageQuery } from '../../../src/api/http/requests/cursor.js';
import { docsPage } from '../../../src/api/docs/docs-page.js';
import { problemPage } from '../../../src/api/pages/problem-page.js';
import { rateLimits } from '../../../src/api/http/limits/rate-limits.js';
import { defineRoute } from '../../../src/api/http/route.js';
import type { Route } from '../../../src/api/http/route.js';
import { startServer } from '../../../src/api/http/server/server.js';
import { transportSecurity } from '../../../src/api/http/server/transport-security.js';
import { EmailTaken } from '../../../src/domain/claim/decisions.js';
import { InvalidCredentials } from '../../../src/domain/user/decisions.js';
import type { Position } from '../../../src/eventstore/port.js';
import { runMigrations } from '../../../src/runtime/postgres/migrations.js';
import { accessTokens } from '../../../src/security/tokens/access-tokens.js';
import { rateLimitRules } from '../../../src/security/limits/rate-limit-rules.js';
import { postgresCounts } from '../../../src/security/limits/postgres-counts.js';
import { openRateLimiter } from '../../../src/security/limits/rate-limiter.js';
import { sharedSigningKeys } from '../../../src/security/tokens/signing-keys.js';
import { startIdempotentAnswers } from '../../../src/security/request-stores/idempotent-answers.js';
import { accessCache } from '../../../src/projections/live/access-cache.js';
import { memberCache } from '../../../src/projections/live/member-cache.js';
import { openMemoryLog } from '../stores/memory/memory-log.js';
import { usePostgres } from '../stores/postgres.js';
import { aUserId, aSessionId } from '../domain/ids.js';
import { databaseAt } from '../stores/database-at.js';

export const SERVICE_TOKEN = 'q8ZyWm3kT1vXr5Nc7Lp0Hd2Fs9Gj4Ba6';
export const ORIGIN = 'https://app.example.com';
export const APP_ORIGIN = 'capacitor://localhost';
export const NOTE_ID = '6f1c1f6e-6d0f-4d0c-8a43-0d4b4f8f3a11';
/** The message of an internal error, which must not reach a client. */
export const BUG = 'select secret from users failed';

const MASTER_SECRET = 'm4Xv9Qw2Zr7Tn1Kc8Lp5Hd3Fs6Gj0BaY';
const ISSUER = 'https://credence.test';

const noteJson = z.strictObject({ text: z.string(), command_id: z.string() }).meta({ id: 'DemoNote' });
const notePath = z.strictObject({ note_id: z.uuid() });
const tag = 'Service';

/** The state of the demo handlers, which tests change. */
export interface DemoWorld {
  /** The number of notes written. */
  written: number;
  /** False while the read models lag behind. */
  following: boolean;
  /** Blocks every write until it resolves. */
  gate: Promise<void>;
  /** The number of requests that are admitted to hash a password now. */
  hashing: number;
  /** That number when an answer last waited for the read models. */
  hashingDuringWait: number | null;
}

export interface DemoApi {
  readonly url: string;
  readonly world: DemoWorld;
  readonly databaseUrl: string;
  /** Returns the log output so far. */
  log(): string;
  userToken(): Promise<string>;
  stop(): Promise<void>;
}

const FAILURES: Record<string, () => Error> = {
  taken: () => new EmailTaken(),
  wrong: () => new InvalidCredentials(),
  bug: () => new Error(BUG),
  away: () => Object.assign(new Error('no connection'), { code: 'ECONNREFUSED' }),
};

function demoRoutes(world: DemoWorld): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/demo/notes',
      operation: 'writeNote',
      summary: 'Writes a note.',
      tag,
      auth: 'none',
      body: z.strictObject({ text: z.string().max(100), extra: z.unknown().optional() }),
      answers: { 201: { description: 'The note.', body: noteJson } },
      refusals: ['email_taken', 'invalid_credentials', 'too_busy'],
      hashesPassword: ({ text }) => text !== 'code',
      async handle({ body, context }) {
        world.written += 1;
        await world.gate;
        const failure = FAILURES[body.text];
        if (failure !== undefined) throw failure();
        return {
          status: 201,
          body: { text: body.text, command_id: context.commandId },
          position: '000000000000002a' as Position,
        };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/demo/notes',
      operation: 'listNotes',
      summary: 'Lists notes.',
      tag,
      auth: 'none',
      deprecation: { since: new Date('2026-11-28'), sunset: new Date('2027-11-28') },
      query: pageQuery,
      answers: {
        200: {
          description: 'A page.',
          body: z.strictObject({ limit: z.int(), after: z.string(), next_cursor: z.string() }),
        },
      },
      refusals: ['invalid_cursor'],
      handle({ query }) {
        const after = query.cursor === undefined ? '' : decodeCursor(query.cursor, z.string());
        return Promise.resolve({
          status: 200,
          body: { limit: query.limit, after, next_cursor: encodeCursor('b') },
        });
      },
    }),
    defineRoute({
      method: 'patch',
      path: '/demo/notes/{note_id}',
      operation: 'changeNote',
      summary: 'Changes a note.',
      tag,
      auth: 'user',
      params: notePath,
      body: z.strictObject({ text: z.string().optional() }),
      ifMatch: true,
      answers: {
        200: {
          description: 'The expected revision.',
          body: z.strictObject({ expected: z.int().nullable() }),
        },
      },
      refusals: [],
      handle: ({ ifMatch }) => Promise.resolve({ status: 200, body: { expected: ifMatch }, revision: 3 }),
    }),
    defineRoute({
      method: 'delete',
      path: '/demo/notes/{note_id}',
      operation: 'deleteNote',
      summary: 'Deletes a note.',
      tag,
      auth: 'service',
      permission: 'users:write',
      params: notePath,
      answers: { 200: { description: 'The note is deleted.', body: z.strictObject({ caller: z.string() }) } },
      refusals: [],
      handle: ({ caller }) => Promise.resolve({ status: 200, body: { caller: caller.kind } }),
    }),
  ];
}

/** Starts the HTTP layer with a few small routes, on a database of its own. */
export async function startDemoApi(): Promise<DemoApi> {
  const database = await usePostgres();
  await runMigrations(
    databaseAt(database.url),
    new URL('../../../src/security/request-stores/migrations/', import.meta.url),
    'credence_requests',
  );
  const pool = new pg.Pool({ connectionString: database.url, max: 5 });
  // The database may close an idle connection before the pool does.
  pool.on('error', () => undefined);
  let lines = '';
  const logger = pino({ level: 'info' }, { write: (line: string) => (lines += line) });
  const idempotency = startIdempotentAnswers({
    pool,
    masterSecret: MASTER_SECRET,
    logger,
  });
  const tokens = accessTokens(sharedSigningKeys(MASTER_SECRET), ISSUER, 600_000, () => new Date());
  const world: DemoWorld = {
    written: 0,
    following: true,
    gate: Promise.resolve(),
    hashing: 0,
    hashingDuringWait: null,
  };
  const registry = new Registry();
  const rules = rateLimitRules(false, new Map());
  const limits = rateLimits(
    openRateLimiter({
      rules,
      masterSecret: MASTER_SECRET,
      store: postgresCounts(pool),
      onFailure: () => undefined,
    }),
    registry,
  );
  const memory = openMemoryLog();
  const access = accessCache(memory);
  const strictTransportSecurity = transportSecurity(ISSUER, true);
  const app = createApp({
    routes: demoRoutes(world),
    pages: [docsPage('')],
    recordSpan: null,
    authentication: {
      accessTokens: tokens,
      endedSessions: { isEnded: () => false },
      knowsRevocations: () => true,
      serviceToken: SERVICE_TOKEN,
      checkApiKey: () => Promise.resolve(null),
      administrators: {
        find: access.find,
        findMember: memberCache(memory, access).find,
        now: () => new Date(),
        needSecondFactor: false,
      },
      cookieOrigins: new Set([ORIGIN]),
      cookies: { secure: true, warning: null },
      limits,
    },
    idempotency,
    limits,
    noteRefusal: () => undefined,
    hashing: {
      enter() {
        let isAdmitted = true;
        world.hashing += 1;
        return Promise.resolve(() => {
          if (isAdmitted) world.hashing -= 1;
          isAdmitted = false;
        });
      },
    },
    pseudonym: () => 'masked',
    now: () => new Date(),
    waitForReadModels() {
      world.hashingDuringWait = world.hashing;
      return Promise.resolve(world.following);
    },
    logger,
    registry,
    showMetrics: true,
    corsOrigins: [ORIGIN, APP_ORIGIN],
    publicUrl: ISSUER,
    problemPage: problemPage({ frontEnd: null, publicUrl: ISSUER }),
    trustedProxies: ['127.0.0.1'],
    trustedProxyHeader: 'x-forwarded-for',
    strictTransportSecurity,
  });
  const server = await startServer(app, { host: '127.0.0.1', port: 0, strictTransportSecurity });
  return {
    url: server.url,
    world,
    databaseUrl: database.url,
    log: () => lines,
    async userToken() {
      const now = new Date();
      const ends = new Date(now.getTime() + 3_600_000);
      const claims = { userId: aUserId(), sessionId: aSessionId(), userRevision: 0, amr: ['pwd'] };
      return (await tokens.issue({ ...claims, acr: 'aal1', authTime: now }, ends, now)).token;
    },
    async stop() {
      await server.stop();
      await idempotency.stop();
      await pool.end();
      await database.dispose();
    },
  };
}
