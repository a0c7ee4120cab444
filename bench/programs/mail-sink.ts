import { once } from 'node:events';
import { SMTPServer } from 'smtp-server';

/** A mail server that accepts and discards all mail, and reports the arrival time of each recipient's mail. */
export interface MailSink {
  readonly url: string;
  /** Returns the number of mails that have arrived. */
  received(): number;
  /** Resolves with the `performance.now()` at which the next mail to an address is complete. */
  waitForMail(address: string): Promise<number>;
  stop(): Promise<void>;
}

export async function startMailSink(): Promise<MailSink> {
  const waiters = new Map<string, (at: number) => void>();
  let received = 0;
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    onData(contents, { envelope }, done) {
      contents.resume();
      contents.once('end', () => {
        const at = performance.now();
        received += 1;
        for (const { address } of envelope.rcptTo) waiters.get(address)?.(at);
        done();
      });
    },
  });
  // A stopping program breaks its connections.
  server.on('error', () => undefined);
  const socket = server.listen(0, '127.0.0.1');
  await once(socket, 'listening');
  const address = socket.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `smtp://127.0.0.1:${String(port)}`,
    received: () => received,
    async waitForMail(recipient) {
      return await new Promise((resolve) => {
        waiters.set(recipient, (at) => {
          waiters.delete(recipient);
          resolve(at);
        });
      });
    },
    async stop() {
      await new Promise<void>((resolve) => {
        server.close(resolve);
      });
    },
  };
}
