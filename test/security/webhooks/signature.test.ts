import { expect, test } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { signedHeaders } from '../../../src/security/webhooks/signature.js';
import { webhookSecrets } from '../../../src/security/webhooks/webhook-secrets.js';

const secrets = webhookSecrets('m4Xv9Qw2Zr7Tn1Kc8Lp5Hd3Fs6Gj0BaY');
const [first, second] = [secrets.make('webhook', 'one'), secrets.make('webhook', 'two')];
const body = '{"name":"Zoë"}';
const timestamp = Math.floor(Date.now() / 1000);

test('the library of Standard Webhooks verifies a delivery, also during a rotation (WHK-1, WHK-7)', () => {
  const headers = signedHeaders({ id: 'an-event', timestamp, body }, [second, first]);
  for (const secret of [first, second])
    expect(new Webhook(secret).verify(body, headers)).toEqual({ name: 'Zoë' });
  expect(headers['webhook-signature']).toMatch(/^v1,[A-Za-z0-9+/=]{44} v1,[A-Za-z0-9+/=]{44}$/);
});

test('another body or another id fails the verification (WHK-2)', () => {
  const headers = signedHeaders({ id: 'an-event', timestamp, body }, [first]);
  const verifier = new Webhook(first);
  expect(() => verifier.verify('{}', headers)).toThrow();
  expect(() => verifier.verify(body, { ...headers, 'webhook-id': 'another' })).toThrow();
});

test('a repeated command gets the same secret', () => {
  expect(secrets.make('webhook', 'one')).toBe(first);
  expect(first).not.toBe(second);
});
