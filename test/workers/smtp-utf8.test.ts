import { once } from 'node:events';
import { afterEach, describe, expect, test } from '@jest/globals';
import { SMTPServer } from 'smtp-server';
import type { SMTPServerOptions } from 'smtp-server';
import { MailDelayed, MailRefused } from '../../src/workers/mails/smtp/delivery-errors.js';
import { createMailSender } from '../../src/workers/mails/smtp/sender.js';
import { silentLogger } from '../support/server/silent-logger.js';

interface Received {
  readonly recipient: string;
  /** True if the client used the extension SMTPUTF8. */
  readonly isUtf8: boolean;
}

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** Starts a mail server and a sender for it. */
async function aSender(options: SMTPServerOptions = {}) {
  const received: Received[] = [];
  const connections: string[] = [];
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 500,
    logger: false,
    onConnect(session, done) {
      connections.push(session.id);
      done();
    },
    onData(contents, { envelope }, done) {
      contents.resume();
      contents.once('end', () => {
        const isUtf8 = envelope.mailFrom !== false && 'SMTPUTF8' in (envelope.mailFrom.args || {});
        for (const { address } of envelope.rcptTo) received.push({ recipient: address, isUtf8 });
        done();
      });
    },
    ...options,
  });
  server.on('error', () => undefined);
  const socket = server.listen(0, '127.0.0.1');
  await once(socket, 'listening');
  const address = socket.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const sender = createMailSender({
    smtpUrl: `smtp://127.0.0.1:${String(port)}`,
    from: 'Credence <no-reply@example.com>',
    logger: silentLogger,
  });
  closing.push(async () => {
    sender.close();
    await new Promise<void>((resolve) => {
      server.close(resolve);
    });
  });
  const send = (to: string) =>
    sender.send({
      to: { name: '', address: to },
      messageId: '<test@example.com>',
      mail: { subject: 'A test', text: 'A test', html: '<p>A test</p>' },
    });
  return { send, received, connections, stop: () => closing.pop()?.() };
}

describe('an address with letters beyond ASCII (RFC 6531)', () => {
  test('gets its mail with SMTPUTF8 from a server that offers it', async () => {
    const { send, received } = await aSender();
    await send('zoë@example.com');
    await send('zoe@example.com');
    expect(received).toEqual([
      { recipient: 'zoë@example.com', isUtf8: true },
      { recipient: 'zoe@example.com', isUtf8: false },
    ]);
  });

  test('is not sent to a server that does not offer it, which is asked once', async () => {
    const { send, received, connections } = await aSender({ hideSMTPUTF8: true });
    for (let n = 0; n < 3; n += 1) await expect(send('zoë@example.com')).rejects.toThrow(MailRefused);
    await expect(send('zoë@example.com')).rejects.toThrow('mail rejected permanently (SMTPUTF8)');
    expect(connections).toHaveLength(1);
    await send('zoe@example.com');
    expect(received).toEqual([{ recipient: 'zoe@example.com', isUtf8: false }]);
  });

  test('waits while the server is away', async () => {
    const { send, stop } = await aSender();
    await stop();
    await expect(send('zoë@example.com')).rejects.toThrow(MailDelayed);
  });
});
