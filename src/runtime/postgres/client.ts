import { isIP } from 'node:net';
import pg from 'pg';
import type { ClientConfig } from 'pg';
import type { ConnectionTarget } from './connection-url.js';
import { renameSchemas, rewriteStatements } from './schema-prefix.js';

/** Time limits of the server and of the client, in milliseconds. */
export interface TimeLimits {
  readonly connectMs: number;
  readonly statementMs: number;
  readonly lockMs: number;
  /** A transaction that stands still for longer is ended by the server, with the locks that it holds. */
  readonly idleInTransactionMs: number;
}

export const DEFAULT_LIMITS: TimeLimits = {
  connectMs: 5_000,
  statementMs: 15_000,
  lockMs: 5_000,
  idleInTransactionMs: 3_000,
};

/** The client's own limit comes later than the server's, for a server that does not answer at all. */
const SILENCE_MS = 2_000;
const KEEP_ALIVE_MS = 5_000;

/** Settings of the server by name. */
export type SessionSettings = Readonly<Record<string, string>>;

/**
 * Everything that changes how values are written and read, or what a name means, is set by us: a role, a database or
 * a URL may have set it otherwise. `tcp_user_timeout` and the keepalives let the server notice within seconds that we
 * have vanished, so that our locks go.
 */
const OURS: SessionSettings = {
  search_path: 'pg_catalog',
  client_encoding: 'UTF8',
  DateStyle: 'ISO, MDY',
  IntervalStyle: 'postgres',
  TimeZone: 'UTC',
  bytea_output: 'hex',
  extra_float_digits: '1',
  standard_conforming_strings: 'on',
  default_transaction_isolation: 'read committed',
  tcp_keepalives_idle: '2',
  tcp_keepalives_interval: '1',
  tcp_keepalives_count: '2',
  tcp_user_timeout: '4000',
};

/** The connections of this process that were lost or closed. */
const broken = new WeakSet<object>();

/** Reports whether a connection was lost or closed, also before anybody listened for its errors. */
export function isBroken(client: object): boolean {
  return broken.has(client);
}

/**
 * A connection that survives being cut at any moment: it listens for errors from its constructor on. An error while
 * nobody waits is the next query's to report.
 */
function clientOf(prefix: string, rewrite?: (text: string) => string): typeof pg.Client {
  return class extends pg.Client {
    constructor(config?: string | ClientConfig) {
      super(config);
      this.on('error', () => broken.add(this));
      this.on('end', () => broken.add(this));
      renameSchemas(this, prefix);
      if (rewrite !== undefined) rewriteStatements(this, rewrite);
    }
  };
}

/** A database that was found: its target, how TLS turned out, and the prefix of our schemas in it. */
export interface Database {
  readonly target: ConnectionTarget;
  readonly tls: boolean;
  readonly prefix: string;
}

interface Options {
  readonly name: string;
  readonly limits?: Partial<TimeLimits>;
  readonly settings?: SessionSettings;
  /** Sends statements without waiting for the answers to earlier ones. */
  readonly pipeline?: boolean;
  /** Rewrites the text of each statement. */
  readonly rewrite?: (text: string) => string;
}

/**
 * Opens a pool. Settings are sent as statements after the connection, not as start-up parameters, which PgBouncer
 * refuses.
 */
export function openPool(
  database: Database,
  { max, ...options }: Options & { readonly max: number },
): pg.Pool {
  const pool = new pg.Pool({
    ...configOf(database, options),
    max,
    Client: clientOf(database.prefix, options.rewrite),
    // Runs once for each new connection, before anybody gets it.
    verify: (client, done) => {
      applySettings(client, options).then(() => done(), done);
    },
  });
  // A connection that is lost while idle is replaced by the next one that is needed.
  pool.on('error', () => undefined);
  return pool;
}

/** Opens a connection of its own. Ending it is the caller's. */
export async function connectClient(database: Database, options: Options): Promise<pg.Client> {
  const Client = clientOf(database.prefix, options.rewrite);
  const client = new Client(configOf(database, options));
  try {
    await client.connect();
    await applySettings(client, options);
    return client;
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
}

async function applySettings(client: pg.ClientBase, { limits, settings }: Options): Promise<void> {
  const { statementMs, lockMs, idleInTransactionMs } = { ...DEFAULT_LIMITS, ...limits };
  const all = Object.entries({
    ...OURS,
    statement_timeout: String(statementMs),
    lock_timeout: String(lockMs),
    idle_in_transaction_session_timeout: String(idleInTransactionMs),
    ...settings,
  });
  await client.query(
    'select set_config(name, value, false) from unnest($1::text[], $2::text[]) as s (name, value)',
    [all.map(([name]) => name), all.map(([, value]) => value)],
  );
}

function configOf({ target, tls }: Database, { name, limits, pipeline = false }: Options): ClientConfig {
  const { connectMs, statementMs } = { ...DEFAULT_LIMITS, ...limits };
  return {
    host: target.host,
    port: target.port,
    user: target.user,
    database: target.database,
    ...(target.password !== undefined && { password: target.password }),
    ...(target.options !== undefined && { options: target.options }),
    ssl: tls ? tlsOptions(target) : false,
    application_name: name,
    pipeline,
    connectionTimeoutMillis: connectMs,
    query_timeout: statementMs + SILENCE_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
  };
}

function tlsOptions({ host, sslMode, rootCertificates, clientCertificate }: ConnectionTarget) {
  const verified = sslMode === 'verify-ca' || sslMode === 'verify-full';
  return {
    rejectUnauthorized: verified,
    ...(rootCertificates !== undefined && { ca: rootCertificates }),
    ...clientCertificate,
    ...(isIP(host) === 0 && { servername: host }),
    // `verify-ca` trusts every certificate of the authority, whatever name it bears.
    ...(sslMode !== 'verify-full' && { checkServerIdentity: () => undefined }),
  };
}
