import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { startInbox } from '../../../src/runtime/embedded/inbox/inbox.js';
import type { InboxMessage } from '../../../src/runtime/embedded/inbox/message.js';
import { waitFor } from './wait-for.js';

/** A mail server that keeps running while the program under test restarts. */
export interface Mailbox {
  readonly url: string;
  /** Returns the mails to an address, oldest first, duplicates included. */
  mailsTo(address: string): InboxMessage[];
  /** Returns the number of mails to all addresses. */
  count(): number;
  /** Waits for a mail with a link to a path such as `/verify-email`, and returns the token of the oldest one. */
  waitForToken(address: string, path: string, withinMs?: number): Promise<string>;
  stop(): Promise<void>;
}

const MAX_MAILS = 100_000;

/** Starts a mailbox. Port 0 chooses a free port. */
export async function openMailbox(port = 0): Promise<Mailbox> {
  const folder = await mkdtemp(join(tmpdir(), 'credence-mail-'));
  const inbox = await startInbox({ folder, port, keep: MAX_MAILS, logger: pino({ level: 'silent' }) });
  const mailsTo = (address: string) =>
    inbox
      .messages()
      .filter((mail) => mail.to.includes(address))
      .reverse();
  return {
    url: inbox.url,
    mailsTo,
    count: () => inbox.messages().length,
    async waitForToken(address, path, withinMs) {
      const link = await waitFor(
        `mail with a link to ${path} arrives for ${address}`,
        () =>
          mailsTo(address)
            .flatMap(({ links }) => links)
            .find((url) => new URL(url).pathname === path),
        withinMs,
      );
      return new URL(link).searchParams.get('token') ?? '';
    },
    async stop() {
      await inbox.stop();
      await rm(folder, { recursive: true });
    },
  };
}
