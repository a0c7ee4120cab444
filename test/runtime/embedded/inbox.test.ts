import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import express from 'express';
import helmet from 'helmet';
import { createTransport } from 'nodemailer';
import { pino } from 'pino';
import { deliveryLines, readMessage } from '../../../src/runtime/embedded/inbox/message.js';
import { inboxRoutes } from '../../../src/runtime/embedded/inbox/page.js';
import { startInbox, type Inbox } from '../../../src/runtime/embedded/inbox/inbox.js';

const logger = pino({ level: 'silent' });
let folder: string;
let inbox: Inbox;
const open = () => startInbox({ folder, port: 0, keep: 5, logger });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inbox-'));
  inbox = await open();
});

afterEach(async () => {
  await inbox.stop();
  await rm(folder, { recursive: true });
});

async function mail(
  subject: string,
  parts: { text?: string; html?: string; to?: string } = {},
): Promise<void> {
  const transport = createTransport({ url: inbox.url });
  const to = { name: '', address: parts.to ?? 'ann@example.com' };
  await transport.sendMail({ from: 'a@example.org', text: 'hello', ...parts, to, subject });
  transport.close();
}

const subjects = () => inbox.messages().map((message) => message.subject);

describe('the development inbox', () => {
  test('lists received mails, newest first', async () => {
    await mail('one');
    await mail('two', { text: 'See https://example.com/a?b=1 and\nhttp://example.com/c.' });
    expect(subjects()).toEqual(['two', 'one']);
    expect(inbox.messages()[0]?.links).toEqual(['https://example.com/a?b=1', 'http://example.com/c.']);
  });

  test('retains mails, their order and envelopes over a restart', async () => {
    for (const subject of ['one', 'two', 'three']) await mail(subject, { html: '<p>hi</p>' });
    const before = inbox.messages();
    await inbox.stop();
    inbox = await open();
    expect(inbox.messages()).toEqual(before);
    expect(inbox.messages()[0]?.to).toEqual(['ann@example.com']);
    await mail('four');
    expect(subjects()[0]).toBe('four');
  });

  test('retains only the newest mails, in memory and on disk', async () => {
    await Promise.all(Array.from({ length: 12 }, (_, index) => mail(`number ${index}`)));
    expect(inbox.messages()).toHaveLength(5);
    expect(await readdir(folder)).toHaveLength(5);
  });

  test('stores mails readable by its own user only', async () => {
    await mail('one');
    const [file = ''] = await readdir(folder);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect((await stat(join(folder, file))).mode & 0o777).toBe(0o600);
  });

  test('takes recipients from the envelope and not from headers', async () => {
    const transport = createTransport({ url: inbox.url });
    await transport.sendMail({
      envelope: { from: 'a@example.org', to: ['ann@example.com', 'bob@example.com'] },
      raw: 'Delivered-To: forged@example.com\r\nTo: forged@example.com\r\nSubject: x\r\n\r\nhello',
    });
    transport.close();
    expect(inbox.messages()[0]?.to).toEqual(['ann@example.com', 'bob@example.com']);
  });

  test('refuses a message over a megabyte', async () => {
    await expect(mail('big', { text: 'x'.repeat(1_100_000) })).rejects.toMatchObject({ responseCode: 552 });
    expect(inbox.messages()).toEqual([]);
  });

  test('shows text messages to phones beside the mails, also after a restart (SMS-12)', async () => {
    await mail('first');
    const text = 'Your code is 123456.\n@example.com #123456';
    await inbox.receiveText({ id: 'sms-code-1', to: '+4915112345678', text });
    const shown = { to: ['+4915112345678'], subject: 'Text message', messageId: '<sms-code-1@sms>' };
    expect(inbox.messages()[0]).toMatchObject(shown);
    await inbox.stop();
    inbox = await open();
    expect(subjects()).toEqual(['Text message', 'first']);
    expect(inbox.messages()[0]?.text.trim()).toBe(text);
  });

  test('listens on the loopback address without authentication', () => {
    expect(inbox.url).toMatch(/^smtp:\/\/127\.0\.0\.1:\d+$/);
  });
});

describe('the pages of the inbox', () => {
  let server: Server;
  let origin: string;

  beforeEach(async () => {
    const app = express();
    app.use(helmet());
    app.use(inboxRoutes(inbox, ''));
    server = createServer(app);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    origin = `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`;
  });

  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  test('say that there is no mail yet', async () => {
    expect(await (await fetch(`${origin}/dev/inbox`)).text()).toContain('No mail yet');
  });

  test('escape markup in mails', async () => {
    await mail('<script>alert(1)</script>', { text: '<script>alert(2)</script> javascript:alert(3)' });
    const id = inbox.messages()[0]?.id ?? '';
    for (const path of ['/dev/inbox', `/dev/inbox/${id}`]) {
      const page = await (await fetch(origin + path)).text();
      expect(page).toContain('&lt;script&gt;');
      expect(page).not.toMatch(/<script|href="javascript/);
    }
  });

  test('show the HTML part in a frame without scripts and requests', async () => {
    await mail('x', { html: '<p style="color:red">hi</p>' });
    const id = inbox.messages()[0]?.id ?? '';
    expect(await (await fetch(`${origin}/dev/inbox/${id}`)).text()).toContain('sandbox="allow-popups');
    const frame = await fetch(`${origin}/dev/inbox/${id}/html`);
    const policy = frame.headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'self'");
    expect(policy).toMatch(/^sandbox /);
    expect(policy).not.toMatch(/allow-scripts|allow-same-origin/);
    expect(frame.headers.get('x-frame-options')).toBeNull();
    expect(await frame.text()).toContain('<p style="color:red">hi</p>');
  });

  test('return the mails as JSON', async () => {
    await mail('x', { text: 'go to http://localhost:8001/verify-email?token=t', html: '<p>x' });
    const response = await fetch(`${origin}/dev/inbox.json`);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toEqual({
      items: [
        {
          id: expect.any(String),
          received_at: expect.any(String),
          from: 'a@example.org',
          to: ['ann@example.com'],
          subject: 'x',
          message_id: expect.stringMatching(/^<.+@.+>$/),
          text: expect.stringContaining('go to'),
          links: ['http://localhost:8001/verify-email?token=t'],
        },
      ],
    });
  });

  test.each(['/dev/inbox/1', '/dev/inbox/..%2f..%2fetc%2fpasswd', '/dev/inbox/1/html'])(
    'return 404 for %s',
    async (path) => {
      expect((await fetch(origin + path)).status).toBe(404);
    },
  );
});

test('an address with letters beyond ASCII is shown as it was sent', async () => {
  const envelope = deliveryLines('no-reply@example.com', ['zoë@example.com']);
  const message = await readMessage('1', Buffer.concat([envelope, Buffer.from('Subject: x\r\n\r\nhello')]));
  expect(message.to).toEqual(['zoë@example.com']);
});
