import pg from 'pg';
import { isEphemeral } from '../../../src/domain/event-catalog.js';

/** The unencrypted data of an account in the log. */
export interface AccountInLog {
  readonly id: number;
  readonly user_id: string;
  readonly is_active: boolean;
  readonly is_verified: boolean;
}

export interface LogRow {
  readonly position: number;
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
}

/** Queries a database on a separate connection. */
export async function ask<Row extends pg.QueryResultRow>(
  url: string,
  sql: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(sql, values)).rows;
  } finally {
    await client.end();
  }
}

/** Reads the complete log without an adapter. */
export async function readLogRows(url: string): Promise<LogRow[]> {
  return await ask<LogRow>(
    url,
    'select position::int, stream_id as stream, revision, type from credence_log.events order by position',
  );
}

/** The expected accounts of a reader, numbered in the order of registration. */
export function foldAccounts(log: readonly Pick<LogRow, 'stream' | 'type'>[]): AccountInLog[] {
  const accounts = new Map<string, AccountInLog>();
  for (const { stream, type } of log) {
    const account = accounts.get(stream);
    if (type === 'UserRegistered') {
      const id = accounts.size + 1;
      accounts.set(stream, { id, user_id: stream.replace('user-', ''), is_active: true, is_verified: false });
    } else if (account !== undefined) {
      accounts.set(stream, after(account, type));
    }
  }
  return [...accounts.values()];
}

function after(account: AccountInLog, type: string): AccountInLog {
  switch (type) {
    case 'EmailVerified':
    case 'EmailChanged':
      return { ...account, is_verified: true };
    case 'UserDeactivated':
      return { ...account, is_active: false };
    case 'UserReactivated':
      return { ...account, is_active: true };
    default:
      return account;
  }
}

/**
 * Returns the gaps in a log. Revisions count from 0 and positions from 1, without gaps except for the events that an
 * ephemeral stream does not retain.
 */
export function gaps(log: readonly LogRow[]): string[] {
  const next = new Map<string, number>();
  let dropped = 0;
  const faults = log.flatMap(({ position, stream, revision }) => {
    const first = isEphemeral(stream) ? revision : 0;
    const expected = next.get(stream) ?? first;
    if (!next.has(stream)) dropped += first;
    next.set(stream, revision + 1);
    return revision === expected ? [] : [`${stream} ${revision} at ${position}`];
  });
  const missing = (log.at(-1)?.position ?? 0) - log.length;
  return missing === dropped ? faults : [...faults, `${missing} positions are empty, and ${dropped} may be`];
}

/** The sessions that recovery codes were used for, and those that completed a sign-in of two steps, by their ids. */
export async function secondStepsIn(url: string): Promise<{ used: string[]; started: string[] }> {
  const sessions = async (sql: string) =>
    (await ask<{ session: string }>(url, sql)).map(({ session }) => session).sort();
  return {
    used: await sessions(
      `select data->>'for' as session from credence_log.events where type = 'RecoveryCodeUsed'`,
    ),
    started: await sessions(
      `select replace(stream_id, 'session-', '') as session from credence_log.events
       where type = 'SessionStarted' and data->>'pending' is not null`,
    ),
  };
}
