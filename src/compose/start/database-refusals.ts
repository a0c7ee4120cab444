import { InvalidDatabaseUrl } from '../../runtime/postgres/connection-url.js';
import { UnsuitableDatabase } from '../../runtime/postgres/open-database.js';
import { CERTIFICATE_FAILURE, failureText } from './failure-text.js';
import { StartRefused } from './start-refused.js';

interface KnownFailure {
  /** Matches the code and the message of the error. */
  readonly pattern: RegExp;
  /** The variable that holds the wrong part, if the connection is not in one URL. */
  readonly variable: string;
  readonly remedy: string;
}

/** The failures of a connection to PostgreSQL. SQLSTATEs are in Appendix A of its documentation. */
const KNOWN_FAILURES: readonly KnownFailure[] = [
  {
    pattern: /^28P01/,
    variable: 'POSTGRES_PASSWORD',
    remedy: 'has a user name or password that PostgreSQL rejects; correct it',
  },
  {
    pattern: /password must be a (non-empty )?string/,
    variable: 'POSTGRES_PASSWORD',
    remedy: 'has no password, but PostgreSQL requires one; add it',
  },
  {
    pattern: /^28/,
    variable: 'POSTGRES_USER',
    remedy: 'names a user that cannot connect; create the role, or allow it in pg_hba.conf',
  },
  {
    pattern: /^3D000/,
    variable: 'POSTGRES_DB',
    remedy: 'names a database that does not exist; create it, or correct the name',
  },
  {
    pattern: /^42501/,
    variable: 'POSTGRES_USER',
    remedy:
      'names a role without the right to create or change our schemas; run `credence migrate` with their owner, or grant CREATE on the database',
  },
  {
    pattern: /^25006/,
    variable: 'POSTGRES_HOST',
    remedy: 'names a read-only server; name the primary server',
  },
  {
    pattern: /^53300/,
    variable: 'POSTGRES_HOST',
    remedy: 'names a server without a free connection; raise max_connections',
  },
  {
    pattern: /^(ENOTFOUND|EAI_AGAIN)/,
    variable: 'POSTGRES_HOST',
    remedy: 'names an unknown host; correct the host name',
  },
  {
    pattern: /^ECONNREFUSED/,
    variable: 'POSTGRES_HOST',
    remedy: 'names a server that refuses connections; start PostgreSQL, or correct the host and the port',
  },
  {
    pattern: /^(ENOENT|ENOTDIR|EACCES|EPERM)/,
    variable: 'POSTGRES_HOST',
    remedy: 'names a Unix socket that this process cannot open; correct the folder and its permissions',
  },
  {
    pattern: /does not support SSL/,
    variable: 'POSTGRES_HOST',
    remedy: 'requires TLS, but the server offers none; enable ssl in PostgreSQL, or choose another sslmode',
  },
  {
    pattern: CERTIFICATE_FAILURE,
    variable: 'POSTGRES_HOST',
    remedy:
      'names a server whose certificate cannot be verified; correct sslmode, sslrootcert or the host name',
  },
  {
    pattern: /^EPROTO|received invalid response|Received unexpected|error establishing an SSL/i,
    variable: 'POSTGRES_PORT',
    remedy: 'names a server that is not PostgreSQL; correct the host and the port',
  },
  {
    pattern:
      /^(08|40|53|55|57|58|25P03)|^(ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)|terminated|timeout|not queryable/,
    variable: 'POSTGRES_HOST',
    remedy: 'names a server that does not answer; check the server, the host and the network',
  },
];

/** Failures that pass when the server has started or the network is back. */
const TRANSIENT =
  /^(08|25006|25P03|40|53|55|57|58|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENOENT|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)|terminated|timeout|not queryable/;

/** Reports whether another attempt may succeed without a change of the configuration. */
export function isTransientFailure(error: unknown): boolean {
  return TRANSIENT.test(failureText(error));
}

/**
 * Translates a failure of the database into one line for the operator. Returns unknown errors unchanged.
 *
 * @param named the place of the URL, such as `DATABASE_URL`
 */
export function databaseRefusal(error: unknown, named: 'DATABASE_URL' | '--from or --to'): unknown {
  if (error instanceof UnsuitableDatabase)
    return new StartRefused(`${named} names a database that cannot be used: ${error.message}`);
  if (error instanceof InvalidDatabaseUrl) return new StartRefused(`${named} ${error.message}`);
  const text = failureText(error);
  const failure = KNOWN_FAILURES.find(({ pattern }) => pattern.test(text));
  if (failure === undefined) return error;
  const place = named === 'DATABASE_URL' ? `${named} or ${failure.variable}` : named;
  return new StartRefused(`${place} ${failure.remedy}`, { cause: error });
}
