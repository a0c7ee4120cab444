import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { startInbox } from '../../../src/runtime/embedded/inbox/inbox.js';
import type { InboxMessage } from '../../../src/runtime/embedded/inbox/message.js';
import { waitFor } from './wait-for.js';

/** A mail server that outlives the program under test. */
export interface Mailbox {
  readonly url: string;
  /** Everything that came for an address, oldest first, repeats included. */
  mailsTo(address: string): InboxMessage[];
  count(): number;
  /** The token of the first mail to an address that links to a path such as `/verify-email`; waits for it. */
  waitForToken(address: string, path: string, withinMs?: number): Promise<string>;
  stop(): Promise<void>;
}

const MAX_MAILS = 100_000;

/** Opens a mailbox; port 0 chooses a free one. */
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
        `a mail to ${address} links to ${path}`,
        () =>
          mailsTo(address)
            .flatMap(({ links }) => links)
            .find((one) => new URL(one).pathname === path),
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
