import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { Socket } from 'node:net';

/** Receives the messages of one side (PostgreSQL documentation §53.7): the letter of the type, and the body. */
type OnMessage = (type: string, body: Buffer) => void;

export interface DatabaseProxy {
  /** The URL of the database through the proxy. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts a proxy in front of a PostgreSQL server, without TLS, on a free port. It reports the messages of both sides. */
export async function startDatabaseProxy(
  databaseUrl: string,
  { onClient, onServer = () => undefined }: { onClient: OnMessage; onServer?: OnMessage },
): Promise<DatabaseProxy> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const database = connect(Number(target.port), target.hostname);
    client.on('data', messageReader(false, onClient));
    database.on('data', messageReader(true, onServer));
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
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

const LENGTH_BYTES = 4;

/**
 * Returns a function that takes the bytes of one side and reports each message.
 *
 * @param hasTypes false for a client, whose first message has no type and is not reported
 */
function messageReader(hasTypes: boolean, onMessage: OnMessage): (bytes: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  let lengthAt = hasTypes ? 1 : 0;
  return (bytes) => {
    rest = Buffer.concat([rest, bytes]);
    while (rest.length >= lengthAt + LENGTH_BYTES) {
      const end = lengthAt + rest.readInt32BE(lengthAt);
      if (rest.length < end) return;
      if (lengthAt === 1) onMessage(String.fromCharCode(rest[0] ?? 0), rest.subarray(1 + LENGTH_BYTES, end));
      lengthAt = 1;
      rest = rest.subarray(end);
    }
  };
}
