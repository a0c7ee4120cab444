import { expect, test } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { signedHeaders } from '../../../src/security/webhooks/signature.js';
import { publicKeyOf } from '../../../src/security/webhooks/signing-key-text.js';
import { webhookSecrets } from '../../../src/security/webhooks/webhook-secrets.js';

const secrets = webhookSecrets('m4Xv9Qw2Zr7Tn1Kc8Lp5Hd3Fs6Gj0BaY');
const [first, second] = [secrets.make('webhook', 'one', 'v1'), secrets.make('webhook', 'two', 'v1')];
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
  expect(secrets.make('webhook', 'one', 'v1')).toBe(first);
  expect(first).not.toBe(second);
});

/** The example of the server of Svix, whose authors wrote Standard Webhooks. */
const PUBLISHED = {
  secret: 'whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==',
  publicKey: 'whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=',
  delivery: { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: 1614265330, body: '{"test": 2432232314}' },
  signature: 'v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==',
};

test('an Ed25519 signature equals that of the published example (WHK-1)', () => {
  const { secret, publicKey, delivery, signature } = PUBLISHED;
  expect(signedHeaders(delivery, [secret])['webhook-signature']).toBe(signature);
  expect(publicKeyOf(secret)).toBe(publicKey);
});

test('a rotation from a secret to a key pair gives a signature of each scheme (WHK-7)', () => {
  const pair = secrets.make('webhook', 'three', 'v1a');
  const headers = signedHeaders({ id: 'an-event', timestamp, body }, [pair, first]);
  expect(new Webhook(first).verify(body, headers)).toEqual({ name: 'Zoë' });
  expect(headers['webhook-signature']).toMatch(/^v1a,[A-Za-z0-9+/]{86}== v1,/);
  expect(pair).toBe(secrets.make('webhook', 'three', 'v1a'));
});
