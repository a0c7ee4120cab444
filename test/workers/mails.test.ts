import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { fold } from '../../src/domain/aggregate.js';
import { organizationIdSchema } from '../../src/domain/ids.js';
import type { DomainEvent } from '../../src/domain/event-catalog.js';
import { emailAddress, recordedEmailAddress } from '../../src/domain/user/email-address.js';
import { userAt, userStream } from '../../src/domain/user/user.js';
import type { User } from '../../src/domain/user/user.js';
import type { LoggedEvent } from '../../src/eventstore/codec.js';
import { START } from '../../src/eventstore/port.js';
import { startInbox, type Inbox } from '../../src/runtime/embedded/inbox/inbox.js';
import type { InboxMessage } from '../../src/runtime/embedded/inbox/message.js';
import { MailDelayed, MailRefused } from '../../src/workers/mails/smtp/delivery-errors.js';
import { oneTimeCodes } from '../../src/security/tokens/one-time-codes.js';
import { codeSent } from '../support/domain/code-events.js';
import { mails } from '../../src/workers/mails/mails.js';
import { renderMail } from '../../src/workers/mails/render.js';
import type { Mail } from '../../src/workers/mails/render.js';
import { requireTls } from '../../src/workers/mails/smtp/smtp-url.js';
import type { OutgoingMail } from '../../src/workers/mails/compose-message.js';
import { createMailSender, type MailSender } from '../../src/workers/mails/smtp/sender.js';
import { aClaimStream, anEventId, aSessionId } from '../support/domain/ids.js';
import { ADA, ADAS_CLAIM, emailChanged, NEW_CLAIM } from '../support/domain/user-history.js';
import {
  aFactorId,
  passkeyAdded,
  phoneAdded,
  recoveryCodesIssued,
  totpAdded,
} from '../support/domain/factor-events.js';
import { sessionStarted } from '../support/domain/session-events.js';
import { SETTINGS_EVENTS } from '../support/domain/settings-events.js';

const at = new Date('2025-05-31T14:05:59Z');
const expires_at = at.toISOString();
const link = 'https://accounts.example.com/verify-email?token=abc-_9&x=1';
const newEmail = emailAddress('somebody@example.com');

const GOOGLE = aClaimStream('claim-1.google');

const identityLinked = (label: string): DomainEvent => ({
  type: 'OAuthIdentityLinked',
  data: {
    provider: 'google',
    issuer: 'https://accounts.google.com',
    subject: '1',
    label,
    claim: GOOGLE,
    how: 'by_user',
  },
});

const FACTOR = aFactorId();
const SET = 'a8e4c6d2-1f7b-4950-b3c8-6d2e9f0a7b15';

/** One event for each event type that causes a mail. */
const MEMBER = {
  organization_id: organizationIdSchema.parse('4c8e1b7f-93d2-4a60-b5e8-17f0c6a92d34'),
  user_id: ADA,
};

const causes = (username: string, newAddress = newEmail): DomainEvent[] => [
  { type: 'EmailVerificationRequested', data: { expires_at } },
  { type: 'PasswordResetRequested', data: { expires_at } },
  { type: 'PasswordChanged', data: { password_hash: 'hash', kept_session: null } },
  { type: 'PasswordReset', data: { password_hash: 'hash' } },
  { type: 'PasswordAdded', data: { password_hash: 'hash' } },
  { type: 'PasswordRemoved', data: {} },
  { type: 'EmailChangeRequested', data: { new_email: newAddress, claim: NEW_CLAIM, expires_at } },
  emailChanged,
  sessionStarted(ADA, { notice: 'new_device' }),
  sessionStarted(ADA, {
    impersonation: { by: ADA, by_session: aSessionId(), ends_at: expires_at },
    impersonation_reason: 'ticket 4711',
  }),
  { type: 'SessionEnded', data: { user_id: ADA, reason: 'refresh_token_reused' } },
  { type: 'SignInLocked', data: { user_id: ADA, failures: 10, until: expires_at } },
  { type: 'SignUpRepeated', data: { user_id: ADA } },
  passkeyAdded(),
  phoneAdded(),
  {
    type: 'PasskeyCloneSuspected',
    data: { user_id: ADA, kind: 'security_key', factor_id: aFactorId(), stored: 2, presented: 1 },
  },
  identityLinked('Ada'),
  { type: 'OAuthIdentityUnlinked', data: { provider: 'google', claim: GOOGLE } },
  { type: 'OAuthIdentityRemoved', data: { provider: 'google', claim: GOOGLE, expires_at } },
  { type: 'OAuthIdentityRestored', data: { provider: 'google', claim: GOOGLE } },
  totpAdded(FACTOR),
  { type: 'FactorRemoved', data: { factor_id: FACTOR, kind: 'totp', reason: 'by_user', claim: null } },
  recoveryCodesIssued(['digest'], SET),
  { type: 'RecoveryCodeUsed', data: { set_id: SET, index: 0, for: SET } },
  {
    type: 'SecondFactorLocked',
    data: { user_id: ADA, kind: 'totp', factor_id: null, failures: 10, until: expires_at, for_good: false },
  },
  { type: 'FactorResetAsked', data: { by: 'admin', reason: null, due_at: expires_at } },
  { type: 'FactorResetCancelled', data: { by: 'user', reason: null } },
  { type: 'FactorsReset', data: {} },
  { type: 'ActivityDisowned', data: { event_id: anEventId() } },
  { type: 'ErasureRequested', data: { by: 'user', reason: null, due_at: expires_at } },
  { type: 'ErasureCancelled', data: {} },
  { type: 'SecondFactorAbandoned', data: { user_id: ADA, device: 'curl' } },
  {
    type: 'DeviceTrusted',
    data: { user_id: ADA, trust_id: SET, user_revision: 0, device: 'curl', expires_at },
  },
  codeSent({}, at),
  {
    type: 'MembershipStarted',
    data: { ...MEMBER, role_ids: [], via: 'administrator', via_id: null },
  },
  { type: 'MembershipEnded', data: { ...MEMBER, reason: 'removed' } },
  { type: 'OwnerAdded', data: { user_id: ADA } },
  { type: 'OwnerRemoved', data: { user_id: ADA } },
  ...SETTINGS_EVENTS,
  {
    type: 'ExportReady',
    data: {
      export_id: anEventId(),
      archive_id: SET,
      bytes: 1,
      expires_at: new Date(at.getTime() + 1).toISOString(),
    },
  },
  {
    type: 'SignUpOffered',
    data: {
      user_id: ADA,
      origin: 'provider',
      provider: 'facebook',
      issuer: 'https://www.facebook.com',
      subject: '1',
      label: 'Ada',
      claim: aClaimStream('claim-1.facebook'),
      email: emailAddress('ann@example.com'),
      username,
      browser: 'digest',
      expires_at,
    },
  },
];

function logged(event: DomainEvent, revision: number, actor = 'system'): LoggedEvent {
  return {
    id: anEventId(),
    stream: userStream(ADA),
    revision,
    position: START,
    version: 1,
    occurredAt: at,
    correlationId: '',
    causationId: '',
    actor,
    onBehalfOf: null,
    source: () => null,
    ...event,
  };
}

/** Renders the mails that an event causes, by name. */
function mailsAfter(
  cause: DomainEvent,
  username: string,
  label = 'Ada',
  actor = 'system',
  certificates = [{ fingerprint: 'aa', pem: 'pem', notAfter: at, addedAt: at }],
): [string, Mail][] {
  const registration: DomainEvent = {
    type: 'UserRegistered',
    data: { email: emailAddress('ann@example.com'), username, claim: ADAS_CLAIM },
  };
  const past = cause.type === 'OAuthIdentityRemoved' ? [registration, identityLinked(label)] : [registration];
  const event = logged(cause, past.length, actor);
  const history = [...past.map((one, revision) => logged(one, revision)), event];
  const state = fold<User, DomainEvent>(userAt(ADA), history);
  const user = state.status === 'registered' && cause.type !== 'SignUpOffered' ? state : null;
  return mails
    .filter(({ causedBy }) => causedBy === cause.type)
    .flatMap(({ name, compose }) => {
      const mail = compose({
        event,
        user,
        requested: null,
        organization: 'Engines',
        connection: { certificates },
        now: at,
        link: () => link,
        codes: oneTimeCodes('m4Xv9Qw2Zr7Tn1Kc8Lp5Hd3Fs6Gj0BaY'),
      });
      return mail === null ? [] : [[name, renderMail(mail)] as [string, Mail]];
    });
}

function everyMail(username: string, newAddress = newEmail): ReadonlyMap<string, Mail> {
  return new Map(causes(username, newAddress).flatMap((cause) => mailsAfter(cause, username)));
}

function mailNamed(name: string, username = 'Ann', newAddress = newEmail): Mail {
  const mail = everyMail(username, newAddress).get(name);
  if (mail === undefined) throw new Error(`There is no mail ${name}.`);
  return mail;
}

describe('the content of mails', () => {
  test('every mail of the table is composed', () => {
    expect([...everyMail('Ann').keys()].sort()).toEqual(mails.map(({ name }) => name).sort());
  });

  test.each([totpAdded(), passkeyAdded(), phoneAdded()])(
    'an import of a factor sends no mail: $type (MFA-45)',
    (added) => {
      expect(mailsAfter(added, 'Ann')).toHaveLength(1);
      expect(mailsAfter(added, 'Ann', 'Ada', 'operator')).toEqual([]);
    },
  );

  test('the notice of a phone shows only the end of its number (SMS-7, SMS-10)', () => {
    const { text } = mailNamed('phone-added');
    expect(text).toContain('whose number ends with •• 78');
    expect(text).not.toContain('1511234');
  });

  test.each([
    ['retired', []],
    ['retired and added again', [{ fingerprint: 'aa', pem: 'pem', notAfter: at, addedAt: new Date(0) }]],
  ])('the reminder of a certificate that was %s is not sent (SAML-27)', (_, certificates) => {
    const cause = SETTINGS_EVENTS.find(({ type }) => type === 'CertificateAdded');
    if (cause === undefined) throw new Error('There is no such event.');
    const names = mailsAfter(cause, 'Ann', 'Ada', 'system', certificates).map(([name]) => name);
    expect(names).toEqual(['certificate-added']);
  });

  test('mails greet the reader by name and show times in UTC', () => {
    for (const mail of everyMail('Zoë O’Neil').values()) {
      expect(mail.text).toContain('Hello Zoë O’Neil,');
      expect(mail.html).toContain('Hello Zoë O’Neil,');
      expect(mail.text).toContain('31 May 2025 at 14:05 UTC');
      expect(mail.html).toContain('31 May 2025 at 14:05 UTC');
    }
  });

  test('mails contain the link unchanged in the text and escaped in the HTML', () => {
    const mail = mailNamed('verification');
    expect(mail.text.split('\n')).toContain(link);
    expect(mail.html).toContain(`href="${link.replace('&', '&amp;')}"`);
  });

  test('mails load no remote content', () => {
    for (const mail of everyMail('Ann').values())
      expect(mail.html).not.toMatch(/<(img|script|link|iframe)|url\(/i);
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
  ])('mails omit a username that is not a plain name: %j', (username) => {
    const plain = everyMail('');
    expect(everyMail(username)).toEqual(plain);
    for (const mail of plain.values()) expect(mail.text).toMatch(/^Hello,/);
  });

  test('mails show only the first letter and the domain of a new address', () => {
    const masked = (newAddress: string) =>
      mailNamed('email-change-requested', 'Ann', recordedEmailAddress.parse(newAddress)).text;
    expect(masked('somebody@example.com')).toContain('s***@example.com.');
    expect(masked('x@<b>evil</b>')).toContain('to ***.');
  });
});

test.each([
  ['Ada', 'Google (Ada)'],
  ['somebody@example.com', 'Google (s***@example.com)'],
  ['https://evil.example/claim', 'Google (***)'],
  ['"><a href="https://evil.example">win</a>', 'Google (***)'],
])('the mail about a removed identity shows the name %j at the provider as %s', (label, shown) => {
  const data = { provider: 'google', claim: GOOGLE, expires_at };
  const [[name, mail] = []] = mailsAfter({ type: 'OAuthIdentityRemoved', data }, 'Ann', label);
  expect([name, mail?.text.split('\n')]).toEqual(['identity-removed', expect.arrayContaining([link])]);
  expect(mail?.text).toContain(shown);
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
    const mail = mailNamed('verification');
    await sender.send({ to: { name: 'Ann', address: 'ann@example.com' }, mail, ...outgoing, messageId });
    const found = inbox.messages().find((message) => message.messageId === messageId);
    if (found === undefined) throw new Error('The mail was not delivered.');
    return found;
  }

  test('the sender delivers both parts and keeps the given message id', async () => {
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
  ])('the name %j adds no recipient and no header', async (name) => {
    const message = await delivered({ to: { name, address: 'ann@example.com' } });
    expect(message.to).toEqual(['ann@example.com']);
    expect(message.headers.some((line) => /^(bcc|cc):/i.test(line))).toBe(false);
    const to = message.headers.filter((line) => /^to:/i.test(line));
    expect(to).toHaveLength(1);
    expect(to[0]).toMatch(/<ann@example\.com>$/);
  });

  test('both parts arrive unchanged, whatever characters and lines they have', async () => {
    const content = `Zoë = ✓ 🎉\n.\n..dots\n${'long '.repeat(300)}\n--boundary--\n`;
    const mail = { subject: 'Grüße', text: `${content}${link}\n`, html: `<p>${content}</p>` };
    const message = await delivered({ mail });
    expect(message.subject).toBe('Grüße');
    expect(message.html).toBe(mail.html);
    expect(message.text).toContain(content);
    expect(message.links).toEqual([link]);
  });

  test('a line break in a subject adds no header', async () => {
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
  ])('the sender rejects %j, which is not a single mailbox', async (address) => {
    const before = inbox.messages().length;
    await expect(delivered({ to: { name: '', address } })).rejects.toBeInstanceOf(MailRefused);
    expect(inbox.messages()).toHaveLength(before);
  });

  test('the sender logs no address, no name and no content', async () => {
    await delivered({ to: { name: 'Secretname', address: 'secretbox@example.com' } });
    expect(logged.length).toBeGreaterThan(0);
    expect(logged.join('')).not.toMatch(/secret|token=|Confirm/i);
  });
});

describe('a mail server that rejects the mail', () => {
  let server: Server | undefined;
  /** The commands that the server has received. */
  let received: string[] = [];
  let stages: string[] = [];
  let failures: { stage: string; reply: number | null; code?: string }[] = [];
  const logger = pino(
    new Writable({
      write(line, _encoding, done) {
        failures.push(JSON.parse(String(line)) as (typeof failures)[number]);
        done();
      },
    }),
  );

  beforeEach(() => {
    [received, stages, failures] = [[], [], []];
  });
  afterAll(() => {
    server?.close();
  });

  /** Returns the error of a delivery to a server with these replies by command; other commands get 250. */
  async function failureWith(
    replies: Record<string, string>,
    credentials = '',
    changeUrl = (url: string) => url,
  ): Promise<unknown> {
    server?.close();
    server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.write('220 test\r\n');
      socket.on('data', (data) => {
        for (const command of data.toString().trim().split('\r\n')) {
          received.push(command);
          const [word = ''] = command.split(' ');
          socket.write(`${replies[word] ?? '250 ok'}\r\n`);
        }
      });
    });
    const listening = server;
    await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
    const address = listening.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    return failureAt(changeUrl(`smtp://${credentials}127.0.0.1:${port}`));
  }

  async function failureAt(smtpUrl: string): Promise<unknown> {
    const sender = createMailSender({
      smtpUrl,
      from: 'no-reply@example.org',
      logger,
      helloName: 'id.example.org',
      onAttempt: (failure) => stages.push(failure?.stage ?? 'accepted'),
    });
    const mail = mailNamed('password-changed');
    try {
      await sender.send({ to: { name: '', address: 'ann@example.com' }, messageId: '<1@example.org>', mail });
    } catch (error) {
      return error;
    } finally {
      sender.close();
    }
    throw new Error('The mail was accepted.');
  }

  test('a failed delivery is logged and counted with stage and reply code, without the address (DEP-8)', async () => {
    await failureWith({ EHLO: '250-here\r\n250 AUTH PLAIN', AUTH: '535 5.7.8 ann@example.com bad' }, 'u:p@');
    await failureWith({ MAIL: '550 5.7.1 no' });
    await failureWith({ RCPT: '451 4.3.0 later' });
    await failureWith({ DATA: '552 5.3.4 full' });
    await failureAt('smtp://127.0.0.1:1');
    await failureAt('smtp://nowhere.invalid');
    expect(stages).toEqual(['AUTH PLAIN', 'MAIL FROM', 'RCPT TO', 'DATA', 'CONNECT', 'DNS']);
    expect(failures.map(({ reply, code }) => reply ?? code)).toEqual([
      535,
      550,
      451,
      552,
      'ECONNREFUSED',
      'ENOTFOUND',
    ]);
    expect(JSON.stringify(failures)).not.toContain('ann');
  });

  test('mail and password are not sent without TLS where TLS is required (DEP-4)', async () => {
    const replies = { EHLO: '250-here\r\n250 AUTH PLAIN', STARTTLS: '502 5.5.1 unknown' };
    const error = await failureWith(replies, 'u:p@', requireTls);
    expect(error).toBeInstanceOf(MailDelayed);
    expect(error).toMatchObject({ stage: 'STARTTLS' });
    expect(received.join('\n')).not.toMatch(/AUTH|MAIL|RCPT/);
  });

  test('a mail server is greeted with the configured name', async () => {
    await failureWith({ RCPT: '550 no' });
    expect(received[0]).toBe('EHLO id.example.org');
  });

  test('an unknown recipient is a permanent failure', async () => {
    const error = await failureWith({ RCPT: '550 5.1.1 <ann@example.com> unknown' });
    expect(error).toBeInstanceOf(MailRefused);
    expect(error).toMatchObject({ reply: 550, stage: 'RCPT TO', code: 'mail_refused' });
    expect(String(error)).not.toContain('ann');
  });

  test('a busy server is a temporary failure', async () => {
    expect(await failureWith({ RCPT: '451 4.3.0 later' })).toBeInstanceOf(MailDelayed);
    expect(await failureWith({ DATA: '452 4.3.1 full' })).toBeInstanceOf(MailDelayed);
  });

  test('a rejected sender is a temporary failure, because the operator can fix it', async () => {
    expect(await failureWith({ MAIL: '530 5.7.0 authentication required' })).toBeInstanceOf(MailDelayed);
  });

  test('a mail whose thread died is delayed, and the log has the death without content', async () => {
    const error = await failureAt('smtp://%');
    expect(error).toBeInstanceOf(MailDelayed);
    expect(error).toMatchObject({ reply: null, stage: 'THREAD' });
    expect(stages).toEqual(['THREAD']);
    expect(failures).toContainEqual(expect.objectContaining({ cause: 'TypeError', mails: 1 }));
    expect(JSON.stringify(failures)).not.toContain('ann');
  });

  test('an unreachable server is a temporary failure', async () => {
    server?.close();
    const error = await failureAt('smtp://127.0.0.1:1');
    expect(error).toBeInstanceOf(MailDelayed);
    expect(error).toMatchObject({ reply: null, code: 'mail_delayed' });
  });
});
