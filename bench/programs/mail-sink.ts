import { once } from 'node:events';
import { SMTPServer } from 'smtp-server';

/** A mail server that takes everything, keeps nothing, and knows when each recipient's mail was handed over. */
export interface MailSink {
  readonly url: string;
  /** When the first mail to an address was taken whole, by `performance.now()`. */
  arrival(address: string): Promise<number>;
  stop(): Promise<void>;
}

export async function startMailSink(): Promise<MailSink> {
  const awaited = new Map<string, (at: number) => void>();
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    onData(contents, { envelope }, done) {
      contents.resume();
      contents.once('end', () => {
        const at = performance.now();
        for (const { address } of envelope.rcptTo) awaited.get(address)?.(at);
        done();
      });
    },
  });
  // A program that is stopped hangs up in the middle.
  server.on('error', () => undefined);
  const socket = server.listen(0, '127.0.0.1');
  await once(socket, 'listening');
  const address = socket.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `smtp://127.0.0.1:${String(port)}`,
    async arrival(recipient) {
      return await new Promise((resolve) => {
        awaited.set(recipient, (at) => {
          awaited.delete(recipient);
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
