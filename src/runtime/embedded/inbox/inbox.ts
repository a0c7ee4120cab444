import type { Readable } from 'node:stream';
import type { Logger } from 'pino';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import { deliveryLines, readMessage, textMessage, type InboxMessage, type InboxText } from './message.js';
import { openMessageFolder } from './message-folder.js';

/** The server has no authentication, so it accepts connections from this machine only. */
const LOOPBACK = '127.0.0.1';
const MAX_MESSAGE_BYTES = 1024 * 1024;
const MAX_CLIENTS = 50;
const CLOSE_MS = 1_000;

export interface Inbox {
  /** SMTP URL of the inbox, such as `smtp://127.0.0.1:2525`. */
  url: string;
  /** Returns the messages, newest first. */
  messages(): InboxMessage[];
  find(id: string): InboxMessage | undefined;
  /** Receives a text message to a phone, and shows it beside the mails. */
  receiveText(text: InboxText): Promise<void>;
  /** Deletes the messages to any of the addresses and phones, and returns their number. */
  forget(recipients: readonly string[]): Promise<number>;
  /** Stops receiving mail; resolves when the connections are closed, within about a second. */
  stop(): Promise<void>;
}

/**
 * Starts a mail server for development, which accepts every mail and delivers none. It stores the last `keep` messages
 * in `folder`, each before its SMTP OK, so that a restart retains them. `port` 0 chooses a free port.
 *
 * @throws Error the port is in use or the folder is not accessible
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
    await store(Buffer.concat([lines, await readAtMost(contents, MAX_MESSAGE_BYTES)]));
  }

  async function store(raw: Buffer): Promise<void> {
    const id = await files.add(raw);
    messages.set(id, await readMessage(id, raw));
    for (const old of newestFirst().slice(keep)) messages.delete(old.id);
  }

  async function forget(recipients: readonly string[]): Promise<number> {
    const folded = new Set(recipients.map((recipient) => recipient.toLowerCase()));
    const found = newestFirst().filter(({ to }) =>
      to.some((recipient) => folded.has(recipient.toLowerCase())),
    );
    await files.remove(found.map(({ id }) => id));
    for (const { id } of found) messages.delete(id);
    return found.length;
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
  // A client that disconnects raises an error event here; unhandled it would end the process.
  server.on('error', (error) => {
    logger.warn({ err: error }, 'connection to the development inbox failed');
  });

  return {
    url,
    messages: newestFirst,
    find: (id) => messages.get(id),
    receiveText: (text) => store(textMessage(text)),
    forget,
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

/** The SMTP error 552 for a message over the size limit (RFC 5321 §4.2.2). */
class MessageTooLarge extends Error {
  readonly responseCode = 552;

  constructor() {
    super('message too large');
  }
}

/** Reads the stream to its end, as the protocol requires, but stores at most `limit` bytes. */
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
