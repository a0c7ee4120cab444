import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { Socket } from 'node:net';

/** A proxy in front of a PostgreSQL server that counts the statements and transactions of its clients. */
export interface StatementCounter {
  /** The URL of the database through the proxy. */
  readonly url: string;
  readonly statements: () => number;
  readonly transactions: () => number;
  stop(): Promise<void>;
}

const HEADER_BYTES = 5;
/** Message types of the protocol that run a statement: `Query` and `Execute` (PostgreSQL documentation §53.7). */
const STATEMENTS = new Set([...'QE'].map((letter) => letter.charCodeAt(0)));
const READY_FOR_QUERY = 'Z'.charCodeAt(0);
/** Transaction status of `ReadyForQuery` after the end of a transaction. */
const IDLE = 'I'.charCodeAt(0);

/** Starts a proxy without TLS on a free port. */
export async function startStatementCounter(databaseUrl: string): Promise<StatementCounter> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let statements = 0;
  let transactions = 0;

  const server = createServer((client) => {
    const database = connect(Number(target.port), target.hostname);
    client.on(
      'data',
      messageReader(false, (type) => {
        if (STATEMENTS.has(type)) statements += 1;
      }),
    );
    database.on(
      'data',
      messageReader(true, (type, first) => {
        if (type === READY_FOR_QUERY && first === IDLE) transactions += 1;
      }),
    );
    client.pipe(database).pipe(client);
    for (const socket of [client, database]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.once('close', () => {
        sockets.delete(socket);
        client.destroy();
        database.destroy();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const url = new URL(databaseUrl);
  url.port = String(typeof address === 'object' && address !== null ? address.port : 0);
  url.searchParams.set('sslmode', 'disable');
  return {
    url: url.href,
    statements: () => statements,
    transactions: () => transactions,
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/**
 * Returns a function that takes the bytes of one side and reports each message: its type and the first byte after its
 * length.
 *
 * @param hasTypes false for a client, whose first message has no type
 */
function messageReader(
  hasTypes: boolean,
  onMessage: (type: number, first: number | undefined) => void,
): (bytes: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  let isTyped = hasTypes;
  return (bytes) => {
    rest = Buffer.concat([rest, bytes]);
    while (rest.length >= HEADER_BYTES) {
      const lengthAt = isTyped ? 1 : 0;
      const end = lengthAt + rest.readInt32BE(lengthAt);
      if (rest.length < end) return;
      if (isTyped) onMessage(rest[0] ?? 0, rest[HEADER_BYTES]);
      isTyped = true;
      rest = rest.subarray(end);
    }
  };
}
