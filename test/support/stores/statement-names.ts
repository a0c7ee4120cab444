import { startDatabaseProxy } from './database-proxy.js';
import type { DatabaseProxy } from './database-proxy.js';

/** A proxy that notes the names of the prepared statements that its clients run. */
export interface StatementNames extends DatabaseProxy {
  /** Returns the names since the last call, in the order of their execution. */
  take(): string[];
}

/** Binds parameters to a prepared statement, before each execution: the names of the portal and of the statement. */
const BIND = 'B';

export async function watchStatements(databaseUrl: string): Promise<StatementNames> {
  let names: string[] = [];
  const proxy = await startDatabaseProxy(databaseUrl, {
    onClient(type, body) {
      const [, statement = ''] = body.toString('latin1').split('\0');
      if (type === BIND) names.push(statement);
    },
  });
  return {
    ...proxy,
    take() {
      const taken = names;
      names = [];
      return taken;
    },
  };
}
