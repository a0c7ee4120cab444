import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { startInbox, type Inbox } from '../../src/runtime/embedded/inbox/inbox.js';
import type { InboxMessage } from '../../src/runtime/embedded/inbox/message.js';
import { MailDelayed, MailRefused } from '../../src/workers/mails/delivery-errors.js';
import { mails } from '../../src/workers/mails/mails.js';
import { createMailSender, type MailSender, type OutgoingMail } from '../../src/workers/mails/sender.js';

const at = new Date('2025-05-31T14:05:59Z');
const link = 'https://accounts.example.com/verify-email?token=abc-_9&x=1';
const everyMail = (username: string) => [
  mails.verification({ username, link, expiresAt: at }),
  mails['password-reset']({ username, link, expiresAt: at }),
  mails['password-changed']({ username, at }),
  mails['email-change-confirmation']({ username, link, expiresAt: at }),
  mails['email-change-requested']({ username, newAddress: 'somebody@example.com', at }),
  mails['email-changed']({ username, at }),
  mails['stolen-session']({ username, at }),
  mails['sign-in-locked']({ username, failures: 10, at }),
  mails['already-registered']({ username, at }),
  mails['identity-linked']({ username, provider: 'Google', at }),
  mails['identity-unlinked']({ username, provider: 'Google', at }),
  mails['password-added']({ username, at }),
  mails['sign-up-offer']({ username, provider: 'Facebook', link, expiresAt: at }),
];

describe('the words of a mail', () => {
  test('greet by name, and name the time in UTC', () => {
    for (const mail of everyMail('Zoë O’Neil')) {
      expect(mail.text).toContain('Hello Zoë O’Neil,');
      expect(mail.html).toContain('Hello Zoë O’Neil,');
      expect(mail.text).toContain('31 May 2025 at 14:05 UTC');
      expect(mail.html).toContain('31 May 2025 at 14:05 UTC');
    }
  });

  test('carry the link unchanged in the text, escaped in the HTML', () => {
    const mail = mails.verification({ username: 'Ann', link, expiresAt: at });
    expect(mail.text.split('\n')).toContain(link);
    expect(mail.html).toContain(`href="${link.replace('&', '&amp;')}"`);
  });

  test('load nothing from elsewhere', () => {
    for (const mail of everyMail('Ann')) expect(mail.html).not.toMatch(/<(img|script|link|iframe)|url\(/i);
  });

  test.each([
    '<img src=x onerror=alert(1)>',
    '"><a href="https://evil.example">win</a>',
    'https://evil.example/claim',
    'evil.example',
    'bob@evil.example',
    '<%= process.env %>',
    'Ann\r\nBcc: evil@example.com',
    'Ann\u202Egpj.exe',
    'x'.repeat(41),
  ])('leave out a name that is more than a name: %j', (username) => {
    const plain = everyMail('');
    expect(everyMail(username)).toEqual(plain);
    expect(plain.every((mail) => mail.text.startsWith('Hello,'))).toBe(true);
  });

  test('show only the first letter and the domain of a new address', () => {
    const masked = (newAddress: string) =>
      mails['email-change-requested']({ username: '', newAddress, at }).text;
    expect(masked('somebody@example.com')).toContain('s***@example.com.');
    expect(masked('x@<b>evil</b>')).toContain('to ***.');
  });
});

describe('the mail sender', () => {
  let folder: string;
  let inbox: Inbox;
  let sender: MailSender;
  const logged: string[] = [];
  const logger = pino(
    { level: 'trace' },
    new Writable({
      write(line, _encoding, done) {
        logged.push(String(line));
        done();
      },
    }),
  );

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'inbox-'));
    inbox = await startInbox({ folder, port: 0, keep: 50, logger });
    sender = createMailSender({ smtpUrl: inbox.url, from: 'Accounts <no-reply@example.org>', logger });
  });

  afterAll(async () => {
    sender.close();
    await inbox.stop();
    await rm(folder, { recursive: true });
  });

  let count = 0;
  async function delivered(outgoing: Partial<OutgoingMail>): Promise<InboxMessage> {
    const messageId = outgoing.messageId ?? (`<mail-${++count}@example.org>` as const);
    const mail = mails.verification({ username: 'Ann', link, expiresAt: at });
    await sender.send({ to: { name: 'Ann', address: 'ann@example.com' }, mail, ...outgoing, messageId });
    const found = inbox.messages().find((message) => message.messageId === messageId);
    if (found === undefined) throw new Error('not delivered');
    return found;
  }

  test('delivers both parts, with the message id exactly as given', async () => {
    const messageId = '<send-verification-2f1c5f0e-9f0a-5c55-8d49-1f5a0fd4a2b4@accounts.example.com>';
    const message = await delivered({ messageId });
    expect(message).toMatchObject({
      messageId,
      to: ['ann@example.com'],
      subject: 'Confirm your e-mail address',
    });
    expect(message.links).toEqual([link]);
    expect(message.html).toContain('Confirm my address');
    expect(message.headers).toContain('Auto-Submitted: auto-generated');
    expect(message.headers.filter((line) => /^date: /i.test(line))).toHaveLength(1);
    expect(message.headers.some((line) => /^x-mailer/i.test(line))).toBe(false);
  });

  test.each([
    'Ann\r\nBcc: evil@example.com',
    'Ann" <evil@example.com>, "x',
    'evil@example.com',
    'evil@example.com, <evil@example.com>',
    'Zoë\u2028Bcc: evil@example.com',
  ])('mails nobody else, and adds no header, for the name %j', async (name) => {
    const message = await delivered({ to: { name, address: 'ann@example.com' } });
    expect(message.to).toEqual(['ann@example.com']);
    expect(message.headers.some((line) => /^(bcc|cc):/i.test(line))).toBe(false);
    const to = message.headers.filter((line) => /^to:/i.test(line));
    expect(to).toHaveLength(1);
    expect(to[0]).toMatch(/<ann@example\.com>$/);
  });

  test('keeps a line break in a subject inside the subject', async () => {
    const mail = { subject: 'Hello\r\nBcc: evil@example.com', html: '<p>x', text: 'x' };
    const message = await delivered({ mail });
    expect(message.to).toEqual(['ann@example.com']);
    expect(message.headers.some((line) => /^bcc:/i.test(line))).toBe(false);
  });

  test.each([
    'ann@example.com, evil@example.com',
    'ann@example.com;evil@example.com',
    'ann@example.com\r\nRCPT TO:<evil@example.com>',
    '"ann@example.com <evil@example.com>"@example.net',
    'Ann <evil@example.com>',
    'ann@[evil@example.com]',
    'all: evil@example.com;',
    'ann',
    '',
  ])('refuses %j, which is not one mailbox', async (address) => {
    const before = inbox.messages().length;
    await expect(delivered({ to: { name: '', address } })).rejects.toBeInstanceOf(MailRefused);
    expect(inbox.messages()).toHaveLength(before);
  });

  test('logs neither address nor name nor contents', async () => {
    await delivered({ to: { name: 'Secretname', address: 'secretbox@example.com' } });
    expect(logged.length).toBeGreaterThan(0);
    expect(logged.join('')).not.toMatch(/secret|token=|Confirm/i);
  });
});

describe('a mail server that does not take the mail', () => {
  let server: Server | undefined;

  afterAll(() => {
    server?.close();
  });

  /** Answers each command with the reply given for its first word, else 250. */
  async function failureWith(replies: Record<string, string>): Promise<unknown> {
    server?.close();
    server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.write('220 test\r\n');
      socket.on('data', (data) => {
        for (const command of data.toString().trim().split('\r\n')) {
          const [word = ''] = command.split(' ');
          socket.write(`${replies[word] ?? '250 ok'}\r\n`);
        }
      });
    });
    const listening = server;
    await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
    const address = listening.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    return failureAt(`smtp://127.0.0.1:${port}`);
  }

  async function failureAt(smtpUrl: string): Promise<unknown> {
    const sender = createMailSender({
      smtpUrl,
      from: 'no-reply@example.org',
      logger: pino({ level: 'silent' }),
    });
    const mail = mails['password-changed']({ username: 'Ann', at });
    try {
      await sender.send({ to: { name: '', address: 'ann@example.com' }, messageId: '<1@example.org>', mail });
    } catch (error) {
      return error;
    } finally {
      sender.close();
    }
    throw new Error('was taken');
  }

  test('for good, when it does not know the recipient', async () => {
    const error = await failureWith({ RCPT: '550 5.1.1 <ann@example.com> unknown' });
    expect(error).toBeInstanceOf(MailRefused);
    expect(error).toMatchObject({ reply: 550, stage: 'RCPT TO', code: 'mail_refused' });
    expect(String(error)).not.toContain('ann');
  });

  test('for now, when it is busy', async () => {
    expect(await failureWith({ RCPT: '451 4.3.0 later' })).toBeInstanceOf(MailDelayed);
    expect(await failureWith({ DATA: '452 4.3.1 full' })).toBeInstanceOf(MailDelayed);
  });

  test('for now, when it does not accept our sender: the operator can repair that', async () => {
    expect(await failureWith({ MAIL: '530 5.7.0 authentication required' })).toBeInstanceOf(MailDelayed);
  });

  test('for now, when nobody answers', async () => {
    server?.close();
    const error = await failureAt('smtp://127.0.0.1:1');
    expect(error).toBeInstanceOf(MailDelayed);
    expect(error).toMatchObject({ reply: null, code: 'mail_delayed' });
  });
});
