import { startDatabaseProxy } from '../../test/support/stores/database-proxy.js';
import type { DatabaseProxy } from '../../test/support/stores/database-proxy.js';

/** A proxy that counts the statements and transactions of its clients. */
export interface StatementCounter extends DatabaseProxy {
  readonly statements: () => number;
  readonly transactions: () => number;
}

/** Messages that run a statement: `Query` and `Execute`. */
const STATEMENTS = new Set(['Q', 'E']);
const READY_FOR_QUERY = 'Z';
/** Transaction status of `ReadyForQuery` after the end of a transaction. */
const IDLE = 'I'.charCodeAt(0);

export async function startStatementCounter(databaseUrl: string): Promise<StatementCounter> {
  let statements = 0;
  let transactions = 0;
  const proxy = await startDatabaseProxy(databaseUrl, {
    onClient(type) {
      if (STATEMENTS.has(type)) statements += 1;
    },
    onServer(type, body) {
      if (type === READY_FOR_QUERY && body[0] === IDLE) transactions += 1;
    },
  });
  return { ...proxy, statements: () => statements, transactions: () => transactions };
}
