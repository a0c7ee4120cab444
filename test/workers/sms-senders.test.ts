import { createServer } from 'node:http';
import type { IncomingHttpHeaders, Server } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { SmsDelayed, SmsRefused } from '../../src/workers/sms/port.js';
import { twilioSender } from '../../src/workers/sms/twilio.js';
import { webhookSender } from '../../src/workers/sms/webhook.js';
import { freePort } from '../support/server/free-port.js';

const SMS = { id: 'sms-code-1', to: '+4915112345678', text: 'Your code is 123456.\n@example.com #123456' };
const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const ACCOUNT = { accountSid: `AC${'0a'.repeat(16)}`, authToken: 'token', from: '+15005550006' };

interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let provider: Server;
let url: string;
let answer: { status: number; body: string; headers?: Record<string, string> };
let received: Received[];

beforeAll(async () => {
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  provider = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      received.push({ path: request.url ?? '', headers: request.headers, body });
      response.writeHead(answer.status, answer.headers).end(answer.body);
    });
  });
  await new Promise<void>((resolve) => provider.listen(port, '127.0.0.1', resolve));
});
beforeEach(() => {
  received = [];
});
afterAll(() => {
  provider.close();
});

describe('the sender by Twilio', () => {
  test('posts the message with the credentials of the account', async () => {
    answer = { status: 201, body: '{"sid":"SM1","status":"queued"}' };
    await twilioSender(ACCOUNT, url).send(SMS);
    const [request] = received;
    expect(request?.path).toBe(`/2010-04-01/Accounts/${ACCOUNT.accountSid}/Messages.json`);
    expect(request?.headers.authorization).toBe(`Basic ${btoa(`${ACCOUNT.accountSid}:token`)}`);
    const sent = Object.fromEntries(new URLSearchParams(request?.body));
    expect(sent).toEqual({ From: '+15005550006', To: SMS.to, Body: SMS.text });
  });

  test('names a messaging service instead of a number', async () => {
    answer = { status: 201, body: '{"status":"accepted"}' };
    const service = `MG${'0b'.repeat(16)}`;
    await twilioSender({ ...ACCOUNT, from: service }, url).send(SMS);
    expect(new URLSearchParams(received[0]?.body).get('MessagingServiceSid')).toBe(service);
  });

  test.each([
    ['an invalid number', 400, '{"code":21211,"message":"+4915112345678 is invalid"}', SmsRefused, '21211'],
    ['a blocked recipient', 400, '{"code":21610}', SmsRefused, '21610'],
    ['a message that failed at once', 201, '{"status":"failed"}', SmsRefused, 'failed'],
    ['wrong credentials', 401, '{"code":20003}', SmsDelayed, '20003'],
    ['too many requests', 429, '{"code":20429}', SmsDelayed, '20429'],
    ['a fault without JSON', 502, '<html>', SmsDelayed, 'unknown'],
  ])(
    'judges %s, and does not repeat the number (SMS-8, SMS-10)',
    async (_case, status, body, type, reason) => {
      answer = { status, body };
      const failure: unknown = await twilioSender(ACCOUNT, url)
        .send(SMS)
        .catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(type);
      expect(failure).toMatchObject({ status, reason });
      expect(String(failure)).not.toContain('151');
    },
  );
});

describe('the sender by webhook', () => {
  const now = () => new Date();

  test('signs a request that an independent library verifies (SMS-13)', async () => {
    answer = { status: 204, body: '' };
    await webhookSender({ url: `${url}/send?team=1`, secret: SECRET }, now).send(SMS);
    const [request] = received;
    expect(request?.path).toBe('/send?team=1');
    expect(request?.headers['webhook-id']).toBe(SMS.id);
    const { headers, body } = request ?? { headers: {}, body: '' };
    const plain = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
    expect(new Webhook(SECRET).verify(body, plain)).toMatchObject({ type: 'sms.requested', data: SMS });
    const other = `whsec_${Buffer.alloc(32, 8).toString('base64')}`;
    expect(() => new Webhook(other).verify(body, plain)).toThrow();
  });

  test.each([
    [400, SmsRefused],
    [410, SmsRefused],
    [401, SmsDelayed],
    [404, SmsDelayed],
    [429, SmsDelayed],
    [500, SmsDelayed],
  ])('judges the status %i (SMS-8)', async (status, type) => {
    answer = { status, body: '' };
    await expect(webhookSender({ url, secret: SECRET }, now).send(SMS)).rejects.toBeInstanceOf(type);
  });

  test('follows no redirect, and reads no endless answer (SMS-13)', async () => {
    const sender = webhookSender({ url, secret: SECRET }, now);
    answer = { status: 307, body: '', headers: { Location: `${url}/elsewhere` } };
    await expect(sender.send(SMS)).rejects.toBeInstanceOf(SmsDelayed);
    expect(received).toHaveLength(1);
    answer = { status: 500, body: 'x'.repeat(100_000) };
    await expect(sender.send(SMS)).rejects.toBeInstanceOf(SmsDelayed);
  });

  test('takes an accepted message as sent, whatever the body of the answer (SMS-14)', async () => {
    answer = { status: 200, body: 'x'.repeat(100_000) };
    await webhookSender({ url, secret: SECRET }, now).send(SMS);
    await twilioSender(ACCOUNT, url).send(SMS);
  });

  test('tries again later if nothing listens (SMS-8)', async () => {
    const nowhere = `http://127.0.0.1:${await freePort()}`;
    await expect(webhookSender({ url: nowhere, secret: SECRET }, now).send(SMS)).rejects.toThrow(
      new SmsDelayed(null, 'connection'),
    );
  });
});
