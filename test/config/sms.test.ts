import { describe, expect, test } from '@jest/globals';
import { readConfig } from '../../src/config/config.js';

const PRODUCTION = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgres://ada:secret@db.example.com/credence',
  SECRET_KEY: 'm4Xv9Qw2Zr7Tn1Kc8Lp5Hd3Fs6Gj0BaY',
  SMTP_URL: 'smtps://mail.example.com',
  PUBLIC_URL: 'https://id.example.com',
};
const SID = `AC${'0a'.repeat(16)}`;
const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const COUNTRIES = { SMS_COUNTRIES: 'DE, AT' };
const HOOK = { SMS_URL: 'webhook+https://sms.example.com/send', SMS_WEBHOOK_SECRET: SECRET, ...COUNTRIES };

function smsOf(variables: Record<string, string>, base: Record<string, string> = PRODUCTION) {
  return readConfig({ ...base, ...variables }).sms;
}

describe('the provider of text messages', () => {
  test('is none in production without SMS_URL (SMS-12)', () => {
    expect(smsOf({}).gateway).toBeNull();
  });

  test('is the inbox of the mails in development (SMS-12)', () => {
    expect(smsOf({}, {}).gateway).toEqual({ kind: 'inbox' });
    expect(smsOf({ SMTP_URL: 'smtp://127.0.0.1:2525' }, {}).gateway).toBeNull();
  });

  test('is Twilio, with a number or a messaging service as the sender', () => {
    const account = { kind: 'twilio', accountSid: SID, authToken: 'to/ken' };
    const service = `MG${'0b'.repeat(16)}`;
    for (const from of ['+15005550006', service])
      expect(smsOf({ SMS_URL: `twilio://${SID}:to%2Fken@${from}`, ...COUNTRIES }).gateway).toEqual({
        ...account,
        from,
      });
  });

  test('is a receiver of webhooks', () => {
    const { gateway, countries, mayBeAlone } = smsOf(HOOK);
    expect(gateway).toEqual({ kind: 'webhook', url: 'https://sms.example.com/send', secret: SECRET });
    expect([...countries]).toEqual(['DE', 'AT']);
    expect(mayBeAlone).toBe(false);
  });

  test('may be on this machine without TLS in development only', () => {
    const here = { ...HOOK, SMS_URL: 'webhook+http://127.0.0.1:9000/send' };
    expect(smsOf(here, {}).gateway).toMatchObject({ url: 'http://127.0.0.1:9000/send' });
    expect(() => smsOf(here)).toThrow(/must use https/);
    expect(() => smsOf({ ...HOOK, SMS_URL: 'webhook+http://sms.example.com' }, {})).toThrow(/must use https/);
  });

  test.each([
    ['no countries', { ...HOOK, SMS_COUNTRIES: ',' }, 'SMS_COUNTRIES is required'],
    ['an unknown country', { ...HOOK, SMS_COUNTRIES: 'DE,XX' }, 'SMS_COUNTRIES must be'],
    ['a country in words', { ...HOOK, SMS_COUNTRIES: 'Germany' }, 'SMS_COUNTRIES must be'],
    ['a webhook without a secret', { SMS_URL: HOOK.SMS_URL, ...COUNTRIES }, 'SMS_WEBHOOK_SECRET is required'],
    ['a weak secret', { ...HOOK, SMS_WEBHOOK_SECRET: 'whsec_abc' }, 'SMS_WEBHOOK_SECRET must be'],
    ['a secret without a webhook', { SMS_WEBHOOK_SECRET: SECRET }, 'SMS_WEBHOOK_SECRET has no effect'],
    ['another scheme', { ...HOOK, SMS_URL: 'https://sms.example.com' }, 'SMS_URL must be'],
    ['a password in the URL', { ...HOOK, SMS_URL: 'webhook+https://a:b@sms.example.com' }, 'SMS_URL must be'],
    ['a Twilio account of another form', { SMS_URL: 'twilio://me:token@+15005550006' }, 'SMS_URL must be'],
    [
      'a lone percent sign',
      { SMS_URL: `twilio://${SID}:to%ken@+15005550006`, ...COUNTRIES },
      'percent-encode',
    ],
  ])('is refused with %s (SMS-2)', (_case, variables, message) => {
    expect(() => smsOf(variables)).toThrow(message);
  });
});
