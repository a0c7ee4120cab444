import { isIPv6 } from 'node:net';
import { z } from 'zod';
import type { Rule } from './parsing/rule.js';
import type { ServerSettings } from './server.js';
import { InvalidDatabaseUrl, parseDatabaseUrl } from '../runtime/postgres/connection-url.js';
import { DEFAULT_PREFIX } from '../runtime/postgres/schema-prefix.js';
import { durationOrNone, isPercentEncoded, portOrServiceLink, UNITS } from './parsing/values.js';

/** A PostgreSQL URL; the schemes of other drivers, such as `postgresql+asyncpg`, parse to `postgres`. */
const databaseUrl = z.string().transform((text, context) => {
  const url = text.replace(/^postgres(ql)?(\+\w+)?:/, 'postgres:');
  try {
    parseDatabaseUrl(url);
    return url;
  } catch (error) {
    if (!(error instanceof InvalidDatabaseUrl)) throw error;
    context.addIssue({ code: 'custom', message: error.message });
    return z.NEVER;
  }
});

/** Two installations in one database differ by the prefix of their schemas. */
const schemaPrefix = z.string().regex(/^(?!pg_)[a-z][a-z0-9_]{0,30}$/, {
  error: 'must have up to 31 lower-case letters, digits and underscores, such as credence',
});

const eventStoreDbUrl = z.string().regex(/^esdb(\+discover)?:\/\/[^\s/]+/, {
  error: 'must be a connection string such as esdb://user:password@host:2113?tls=true',
});

export const storeVariables = {
  DATA_DIR: z
    .string()
    .default('./.credence')
    .describe('Folder of the embedded database, its secrets and the development inbox'),
  DATABASE_URL: databaseUrl.optional().describe('PostgreSQL 14 or newer; the embedded database without it'),
  POSTGRES_HOST: z.string().optional().describe('Host of the database, instead of DATABASE_URL'),
  POSTGRES_PORT: portOrServiceLink.optional().describe('Port of the database, instead of DATABASE_URL'),
  POSTGRES_USER: z.string().optional().describe('User of the database, instead of DATABASE_URL'),
  POSTGRES_PASSWORD: z.string().optional().describe('Password of the database, instead of DATABASE_URL'),
  POSTGRES_DB: z.string().optional().describe('Name of the database, instead of DATABASE_URL'),
  DATABASE_SCHEMA_PREFIX: schemaPrefix
    .default(DEFAULT_PREFIX)
    .describe('First part of the names of all schemas'),
  EVENTSTOREDB_URL: eventStoreDbUrl.optional().describe('Stores the log in EventStoreDB'),
  REDIS_URL: z
    .url({ protocol: /^rediss?$/, error: 'must be a redis or rediss URL' })
    .refine(isPercentEncoded, { error: 'has a % that stands alone; percent-encode it as %25' })
    .optional()
    .describe('Stores the job queue and rate limits in Redis'),
  START_TIMEOUT: durationOrNone
    .default(30 * UNITS.s)
    .describe('Time that a start waits for PostgreSQL and EventStoreDB; 0s tries once'),
};

type Environment = z.output<z.ZodObject<typeof storeVariables>>;

export interface StoreSettings {
  /** Folder of the embedded database, its secrets and the mail inbox. */
  readonly dataDir: string;
  /** Null selects the embedded database. */
  readonly databaseUrl: string | null;
  readonly schemaPrefix: string;
  /** Null keeps the log in the database. */
  readonly eventStoreDbUrl: string | null;
  /** Null keeps the job queue in the database. */
  readonly redisUrl: string | null;
  /** Time that a start waits for the database and the log. */
  readonly startTimeoutMs: number;
}

export function storeSettings(env: Environment): StoreSettings {
  return {
    dataDir: env.DATA_DIR,
    databaseUrl: env.DATABASE_URL ?? composedDatabaseUrl(env),
    schemaPrefix: env.DATABASE_SCHEMA_PREFIX,
    eventStoreDbUrl: env.EVENTSTOREDB_URL ?? null,
    redisUrl: env.REDIS_URL ?? null,
    startTimeoutMs: env.START_TIMEOUT,
  };
}

export function storeRules(
  env: Environment,
  { databaseUrl: url }: StoreSettings,
  { production }: ServerSettings,
): Rule[] {
  const parts = [
    env.POSTGRES_HOST,
    env.POSTGRES_PORT,
    env.POSTGRES_USER,
    env.POSTGRES_PASSWORD,
    env.POSTGRES_DB,
  ];
  return [
    [
      url === null && parts.some((part) => part !== undefined),
      'POSTGRES_USER and POSTGRES_DB are required with the other POSTGRES variables',
    ],
    [production && url === null, 'DATABASE_URL is required in production'],
  ];
}

function composedDatabaseUrl(env: Environment): string | null {
  if (env.POSTGRES_USER === undefined || env.POSTGRES_DB === undefined) return null;
  const [user, password, database] = [env.POSTGRES_USER, env.POSTGRES_PASSWORD ?? '', env.POSTGRES_DB].map(
    encodeURIComponent,
  );
  const [host, port] = [env.POSTGRES_HOST ?? 'localhost', String(env.POSTGRES_PORT ?? 5432)];
  // A path is the folder of a Unix socket.
  if (host.startsWith('/'))
    return `postgres://${user}:${password}@/${database}?host=${encodeURIComponent(host)}&port=${port}`;
  return `postgres://${user}:${password}@${isIPv6(host) ? `[${host}]` : host}:${port}/${database}`;
}
