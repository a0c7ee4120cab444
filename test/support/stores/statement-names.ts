import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { Socket } from 'node:net';

/** A proxy in front of PostgreSQL that notes the names of the prepared statements that its clients run. */
export interface StatementNames {
  /** The URL of the database through the proxy. */
  readonly url: string;
  /** Returns the names since the last call, in the order of their execution. */
  take(): string[];
  stop(): Promise<void>;
}

/** The length of a message's type and length. */
const HEADER_BYTES = 5;
/** Binds parameters to a prepared statement, before each execution (PostgreSQL documentation §53.7). */
const BIND = 'B'.charCodeAt(0);

/** Starts the proxy, without TLS, on a free port. */
export async function watchStatements(databaseUrl: string): Promise<StatementNames> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let names: string[] = [];
  const server = createServer((client) => {
    const database = connect(Number(target.port), target.hostname);
    const read = bindReader((name) => names.push(name));
    client.on('data', read).pipe(database).pipe(client);
    for (const socket of [client, database]) {
      sockets.add(socket);
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
    take() {
      const taken = names;
      names = [];
      return taken;
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Returns a function that takes the bytes of a client and reports the statement of each Bind. */
function bindReader(onBind: (name: string) => void): (bytes: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  // The first message of a connection has no type.
  let lengthAt = 0;
  return (bytes) => {
    rest = Buffer.concat([rest, bytes]);
    while (rest.length >= HEADER_BYTES) {
      const end = lengthAt + rest.readInt32BE(lengthAt);
      if (rest.length < end) return;
      const [, statement = ''] = rest.subarray(HEADER_BYTES, end).toString('latin1').split('\0');
      if (lengthAt === 1 && rest[0] === BIND) onBind(statement);
      lengthAt = 1;
      rest = rest.subarray(end);
    }
  };
}
