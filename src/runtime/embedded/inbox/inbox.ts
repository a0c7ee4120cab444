import type { Readable } from 'node:stream';
import type { Logger } from 'pino';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import { deliveryLines, readMessage, type InboxMessage } from './message.js';
import { openMessageFolder } from './message-folder.js';

/** Without a login, so never anywhere but on this machine. */
const LOOPBACK = '127.0.0.1';
const MAX_MESSAGE_BYTES = 1024 * 1024;
const MAX_CLIENTS = 50;
const CLOSE_MS = 1_000;

export interface Inbox {
  /** Where to send mail to, e.g. `smtp://127.0.0.1:2525`. */
  url: string;
  /** Newest first. */
  messages(): InboxMessage[];
  find(id: string): InboxMessage | undefined;
  /** Takes no more mail; resolves when the connections are closed, within about a second. */
  stop(): Promise<void>;
}

/**
 * Starts a mail server for development: it takes every mail for everybody and delivers none. The last `keep`
 * messages lie in `folder`, each before its SMTP OK, so a restart shows them again. `port` 0 chooses a free one.
 *
 * @throws if the port is taken or the folder can not be used
 */
export async function startInbox(options: {
  folder: string;
  port: number;
  keep: number;
  logger: Logger;
}): Promise<Inbox> {
  const { folder, port, keep, logger } = options;
  const files = await openMessageFolder(folder, keep);
  const messages = new Map<string, InboxMessage>();
  for (const { id, raw } of files.stored) messages.set(id, await readMessage(id, raw));

  function newestFirst(): InboxMessage[] {
    return [...messages.values()].sort((a, b) => Number(b.id) - Number(a.id));
  }

  async function receive(contents: Readable, { envelope }: SMTPServerSession): Promise<void> {
    const recipients = envelope.rcptTo.map(({ address }) => address);
    const lines = deliveryLines(envelope.mailFrom ? envelope.mailFrom.address : '', recipients);
    const raw = Buffer.concat([lines, await readAtMost(contents, MAX_MESSAGE_BYTES)]);
    const id = await files.add(raw);
    messages.set(id, await readMessage(id, raw));
    for (const old of newestFirst().slice(keep)) messages.delete(old.id);
  }

  const server = new SMTPServer({
    banner: 'development inbox',
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    size: MAX_MESSAGE_BYTES,
    maxClients: MAX_CLIENTS,
    closeTimeout: CLOSE_MS,
    logger: false,
    onData(contents, session, done) {
      receive(contents, session).then(() => {
        done();
      }, done);
    },
  });
  const url = `smtp://${LOOPBACK}:${await listen(server, port)}`;
  // A client that hangs up in the middle is an error of this server too, and must not end the process.
  server.on('error', (error) => {
    logger.warn({ err: error }, 'development inbox: connection failed');
  });

  return {
    url,
    messages: newestFirst,
    find: (id) => messages.get(id),
    stop: () =>
      new Promise((resolve) => {
        server.close(resolve);
      }),
  };
}

function listen(server: SMTPServer, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    const socket = server.listen(port, LOOPBACK, () => {
      server.off('error', reject);
      const address = socket.address();
      if (address !== null && typeof address === 'object') resolve(address.port);
    });
  });
}

/** The SMTP error of RFC 5321 §4.2.2 for a message over the bound. */
class MessageTooLarge extends Error {
  readonly responseCode = 552;

  constructor() {
    super('message too large');
  }
}

/** Reads to the end in any case, as the client writes to the end, but holds no more than `limit` bytes. */
async function readAtMost(contents: Readable, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of contents) {
    if (!Buffer.isBuffer(chunk)) continue;
    size += chunk.length;
    if (size <= limit) chunks.push(chunk);
  }
  if (size > limit) throw new MessageTooLarge();
  return Buffer.concat(chunks);
}
