import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createVerifiedAccount } from '../../support/clients/accounts.js';
import { readMetric } from '../../support/clients/admin-api.js';
import { refusal } from '../../support/clients/refusals.js';
import { waitFor } from '../../support/clients/wait-for.js';
import { SERVICE_TOKEN, startCredence } from '../../support/server/credence.js';
import type { Answer, Credence } from '../../support/server/credence.js';
import { useStores } from '../../support/stores/stores.js';
import type { TestStores } from '../../support/stores/stores.js';
import { startReceiver } from '../../support/webhooks/receiver.js';
import type { Receiver } from '../../support/webhooks/receiver.js';

const LIMIT = 25;

let stores: TestStores;
let credence: Credence;
const receivers: Receiver[] = [];

beforeAll(async () => {
  stores = await useStores();
  credence = await startCredence({
    ...stores.environment,
    WEBHOOK_ALLOW_PRIVATE: 'true',
    WEBHOOK_LIMIT: String(LIMIT),
  });
});

afterEach(async () => {
  await Promise.all(receivers.splice(0).map((receiver) => receiver.stop()));
});

afterAll(async () => {
  await credence.stop();
  await stores.dispose();
});

interface Webhook {
  readonly id: string;
  readonly secret: string;
  readonly public_key: string | null;
  readonly status: string;
  readonly pause_reason: string | null;
}

const webhookOf = ({ body }: Answer) => body as unknown as Webhook;

async function request(method: string, path: string, body?: unknown, token = SERVICE_TOKEN) {
  return await credence.call(method, `/v1/webhooks${path}`, { token, ...(body !== undefined && { body }) });
}

async function receiver(): Promise<Receiver> {
  const started = await startReceiver();
  receivers.push(started);
  return started;
}

/** Starts a receiver that keeps each request as it arrived. */
async function startRawReceiver() {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      requests.push(`${String(request.url)} ${request.rawHeaders.join(' ')} ${body}`);
      response.writeHead(204).end();
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const stop = async () => {
    server.closeAllConnections();
    await once(server.close(), 'close');
  };
  return { url: `http://127.0.0.1:${String(port)}/`, requests, stop };
}

async function createWebhook(to: Receiver, properties: object = {}): Promise<Webhook> {
  const answer = await request('POST', '', { url: to.url, ...properties });
  expect(answer.status).toBe(201);
  const webhook = webhookOf(answer);
  to.trust(webhook.public_key ?? webhook.secret);
  return webhook;
}

async function keyWith(scopes: readonly string[]): Promise<string> {
  const body = { name: 'hooks', scopes };
  const answer = await credence.call('POST', '/v1/api-keys', { token: SERVICE_TOKEN, body });
  return (answer.body as unknown as { key: string }).key;
}

const typesAt = (to: Receiver) => to.received.map(({ event }) => event.type);
const idsAt = (to: Receiver) => to.received.map(({ event }) => event.id);

async function received(to: Receiver, count: number): Promise<void> {
  await waitFor(`${String(count)} deliveries`, () => Promise.resolve(to.received.length >= count));
}

async function deliveries(id: string, query = '') {
  return (await request('GET', `/${id}/deliveries${query}`)).body.items;
}

describe('webhooks', () => {
  test('a new endpoint gets the next events in order, signed and without personal data (FED-8, WHK-1, WHK-5, WHK-10)', async () => {
    await createVerifiedAccount(credence);
    const to = await receiver();
    const { id } = await createWebhook(to, { types: ['UserRegistered', 'EmailVerified'] });
    const { userId, email } = await createVerifiedAccount(credence);
    await received(to, 2);
    expect(typesAt(to)).toEqual(['com.credence.UserRegistered.v1', 'com.credence.EmailVerified.v1']);
    expect(to.received.map(({ event }) => event.subject)).toEqual([userId, userId]);
    const history = await deliveries(id);
    expect(JSON.stringify([to.received, history])).not.toContain(email);
    expect(to.forged).toEqual([]);

    const later = await receiver();
    await createWebhook(later, {
      types: ['UserRegistered', 'EmailVerified'],
      from: to.received[0]?.event.position,
    });
    await received(later, 1);
    expect(idsAt(later)).toEqual(idsAt(to).slice(1));

    const complete = await receiver();
    await createWebhook(complete, { types: ['UserRegistered'], from: '' });
    await received(complete, 2);
    expect(idsAt(complete)).toContain(idsAt(to)[0]);
  });

  test('a filter delivers only the events of its subjects and actors', async () => {
    const [one, other] = [await createVerifiedAccount(credence), await createVerifiedAccount(credence)];
    const [ofOne, ofService] = [await receiver(), await receiver()];
    await createWebhook(ofOne, { filter: { subjects: [one.userId] } });
    const webhook = await createWebhook(ofService, { types: ['UserDeactivated', 'UserReactivated'] });
    const filter = { subjects: [other.userId], actors: ['service'] };
    const changed = await request('PATCH', `/${webhook.id}`, { filter });
    expect(changed.body).toMatchObject({ filter });
    for (const { userId } of [one, other])
      for (const act of ['deactivate', 'reactivate'])
        await credence.call('POST', `/v1/users/${userId}/${act}`, { token: SERVICE_TOKEN });
    await received(ofOne, 2);
    await received(ofService, 2);
    expect(new Set(ofOne.received.map(({ event }) => event.subject))).toEqual(new Set([one.userId]));
    expect(ofService.received.map(({ event }) => event.subject)).toEqual([other.userId, other.userId]);
  });

  test('a failed delivery is repeated with the same id, before the next event of its subject (WHK-2)', async () => {
    const to = await receiver();
    const webhook = await createWebhook(to, { types: ['UserRegistered', 'EmailVerified'] });
    to.answer(() => 500);
    const { userId } = await createVerifiedAccount(credence);
    await received(to, 1);
    await waitFor('both events wait', async () => {
      return (await deliveries(webhook.id, '?status=waiting')).length === 2;
    });
    to.answer(() => 200);
    // The end of a pause makes waiting events due.
    await request('POST', `/${webhook.id}/pause`);
    expect(webhookOf(await request('POST', `/${webhook.id}/resume`, {})).status).toBe('active');
    await waitFor('the last event', () =>
      Promise.resolve(typesAt(to).at(-1)?.includes('EmailVerified') === true),
    );
    expect(new Set(idsAt(to)).size).toBe(2);
    expect(to.received.every(({ event }) => event.subject === userId)).toBe(true);
    await waitFor('the history', async () => {
      return (await deliveries(webhook.id, '?status=delivered')).length === 2;
    });
    expect(JSON.stringify(await deliveries(webhook.id))).not.toContain(webhook.secret);
  });

  test('both secrets sign during a rotation, and a test arrives whatever the types (WHK-7)', async () => {
    const to = await receiver();
    const webhook = await createWebhook(to, { types: ['UserDeactivated'] });
    const rotated = webhookOf(await request('POST', `/${webhook.id}/rotate-secret`, {}));
    expect(rotated.secret).not.toBe(webhook.secret);
    to.trust(webhook.secret);
    const tested = await request('POST', `/${webhook.id}/test`);
    expect(tested.status).toBe(202);
    await received(to, 1);
    to.trust(rotated.secret);
    await request('POST', `/${webhook.id}/test`);
    await received(to, 2);
    expect(to.received.map(({ signatures }) => signatures)).toEqual([2, 2]);
    expect(typesAt(to)).toEqual(Array(2).fill('com.credence.WebhookTested.v1'));
  });

  test('a webhook of scheme v1a returns a public key only, and a rotation adds it to the former secret (WHK-7)', async () => {
    const to = await receiver();
    const asymmetric = await createWebhook(to, { signature: 'v1a', types: ['UserDeactivated'] });
    expect(asymmetric).toMatchObject({ secret: null, public_key: expect.stringMatching(/^whpk_/) });
    await request('POST', `/${asymmetric.id}/test`);
    await received(to, 1);

    const migrating = await createWebhook(to, { types: ['UserDeactivated'] });
    const answer = await request('POST', `/${migrating.id}/rotate-secret`, { signature: 'v1a' });
    const rotated = webhookOf(answer);
    expect(rotated).toMatchObject({ secret: null, signature: 'v1a' });
    await request('POST', `/${migrating.id}/test`);
    await received(to, 2);
    to.trust(String(rotated.public_key));
    await request('POST', `/${migrating.id}/test`);
    await received(to, 3);
    expect(to.received.map(({ signatures }) => signatures)).toEqual([1, 2, 2]);
    const again = webhookOf(await request('POST', `/${migrating.id}/rotate-secret`, { overlap_seconds: 0 }));
    expect(again).toMatchObject({ secret: null, signature: 'v1a' });
    expect(again.public_key).not.toBe(rotated.public_key);
  });

  test('an answer of 410 pauses the endpoint and mails its contact (WHK-4)', async () => {
    const to = await receiver();
    const contact = 'ops@hooks.example';
    const webhook = await createWebhook(to, { types: ['UserRegistered'], contact_email: contact });
    to.answer(() => 410);
    await createVerifiedAccount(credence);
    await waitFor(
      'the pause',
      async () => webhookOf(await request('GET', `/${webhook.id}`)).status === 'paused',
    );
    expect(webhookOf(await request('GET', `/${webhook.id}`)).pause_reason).toBe('gone');
    const [mail] = await credence.mails(contact);
    expect(mail?.subject).toBe('A webhook was paused');
  });

  test('a replay and a retry send events again with the same ids (WHK-9)', async () => {
    const start = (await createVerifiedAccount(credence)).userId;
    const to = await receiver();
    const webhook = await createWebhook(to, { types: ['UserRegistered'] });
    await createVerifiedAccount(credence);
    await createVerifiedAccount(credence);
    await received(to, 2);
    const [first, second] = idsAt(to);
    const [before = ''] = to.received.map(({ event }) => event.position);
    expect((await request('POST', `/${webhook.id}/replay`, { from: before })).status).toBe(202);
    await received(to, 3);
    await waitFor('the history', async () => (await deliveries(webhook.id)).length === 2);
    expect((await request('POST', `/${webhook.id}/deliveries/${String(first)}/retry`)).status).toBe(202);
    await received(to, 4);
    expect(idsAt(to)).toEqual([first, second, second, first]);
    const unknown = await request('POST', `/${webhook.id}/deliveries/${start}/retry`);
    expect(refusal(unknown)).toEqual([404, 'unknown_delivery']);
  });

  test('a slow receiver delays no other (WHK-6)', async () => {
    const [slow, fast] = [await receiver(), await receiver()];
    slow.answer(() => 'hang');
    await createWebhook(slow, { types: ['UserRegistered'] });
    await createWebhook(fast, { types: ['UserRegistered'] });
    for (let accounts = 1; accounts <= 3; accounts += 1) {
      await createVerifiedAccount(credence);
      await received(fast, accounts);
    }
    expect(slow.received.length).toBeGreaterThan(0);
  });

  test('a changed URL gets the next events, and only those of callers with the scopes', async () => {
    const [former, next] = [await receiver(), await receiver()];
    const webhook = await createWebhook(former, { types: ['UserRegistered', 'ApiKeyCreated'] });
    const follower = await keyWith(['webhooks:write', 'events:read']);
    const change = { url: next.url };
    expect(refusal(await request('PATCH', `/${webhook.id}`, change, follower))).toEqual([
      403,
      'insufficient_scope',
    ]);
    await received(former, 1);
    expect((await request('PATCH', `/${webhook.id}`, change)).status).toBe(200);
    next.trust(webhook.secret);
    await createVerifiedAccount(credence);
    await received(next, 1);
    expect(typesAt(next)).toContain('com.credence.UserRegistered.v1');
  });

  test('no secret is read, written back as stars, or sent to a changed URL (ADM-6)', async () => {
    const [former, next] = [await receiver(), await startRawReceiver()];
    const { id, secret } = await createWebhook(former, { types: ['UserRegistered'] });
    const { body: read } = await request('GET', `/${id}`);
    expect(JSON.stringify(read)).not.toContain(secret);
    expect(read).not.toHaveProperty('secret');
    for (const change of [{ secret: '***' }, { ...read, secret: '***' }, { url: next.url, secret: '***' }])
      expect(refusal(await request('PATCH', `/${id}`, change))).toEqual([422, 'invalid_input']);
    expect((await request('GET', `/${id}`)).body).toEqual(read);
    await createVerifiedAccount(credence);
    await received(former, 1);
    expect(former.forged).toEqual([]);

    expect((await request('PATCH', `/${id}`, { url: next.url })).status).toBe(200);
    await createVerifiedAccount(credence);
    await waitFor('the delivery', () => Promise.resolve(next.requests.length > 0));
    await next.stop();
    const [, base64 = ''] = secret.split('_');
    for (const text of [secret, base64, Buffer.from(base64, 'base64').toString('hex')])
      expect(next.requests.join()).not.toContain(text);
  });

  test('a deleted endpoint gets nothing more, and is unknown', async () => {
    const to = await receiver();
    const webhook = await createWebhook(to);
    expect(webhookOf(await request('DELETE', `/${webhook.id}`)).status).toBe('deleted');
    const { items } = (await request('GET', '?limit=200')).body;
    expect(items.map(({ id }) => id)).not.toContain(webhook.id);
    for (const path of ['', '/deliveries'])
      expect(refusal(await request('GET', `/${webhook.id}${path}`))).toEqual([404, 'unknown_webhook']);
    expect(refusal(await request('POST', `/${webhook.id}/test`))).toEqual([404, 'unknown_webhook']);
  });

  test('an endpoint delivers only events that its creator may read (FED-6)', async () => {
    const url = 'https://hooks.example.com/';
    const writer = await keyWith(['webhooks:write']);
    expect(refusal(await request('POST', '', { url }, writer))).toEqual([403, 'insufficient_scope']);
    const follower = await keyWith(['webhooks:write', 'events:read']);
    expect(refusal(await request('POST', '', { url, types: ['ApiKeyCreated'] }, follower))).toEqual([
      403,
      'insufficient_scope',
    ]);
    expect((await request('POST', '', { url }, follower)).status).toBe(201);
    expect(refusal(await request('GET', '', undefined, follower))).toEqual([403, 'insufficient_scope']);
  });

  test('a creation above the limit is refused, until a webhook is deleted', async () => {
    const url = 'https://hooks.example.com/';
    const { items } = (await request('GET', '?limit=200')).body;
    const creations = Array.from({ length: LIMIT }, () => request('POST', '', { url }));
    const answers = await Promise.all(creations);
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(LIMIT - items.length);
    expect(refusal(await request('POST', '', { url }))).toEqual([409, 'webhook_limit']);
    await request('DELETE', `/${String(items[0]?.id)}`);
    expect((await request('POST', '', { url })).status).toBe(201);
  });

  test.each([
    [{ url: 'ftp://hooks.example.com/' }, 422, 'invalid_input'],
    [{ url: 'https://ada:secret@hooks.example.com/' }, 422, 'invalid_input'],
    [{ url: 'https://hooks.example.com/', types: ['RefreshTokenIssued'] }, 422, 'invalid_input'],
    [{ url: 'https://hooks.example.com/', filter: { actors: ['ada@example.com'] } }, 422, 'invalid_input'],
    [{ url: 'https://hooks.example.com/', signature: 'v2' }, 422, 'invalid_input'],
    [{ url: 'https://hooks.example.com/', from: 'zzzz' }, 400, 'invalid_position'],
  ])('the properties %j are rejected', async (properties, status, code) => {
    expect(refusal(await request('POST', '', properties))).toEqual([status, code]);
  });
});

test('a named consumer keeps its types and its place, and the metrics show its lag', async () => {
  const path = '/v1/consumers/billing';
  const token = SERVICE_TOKEN;
  const types = ['UserRegistered'];
  const created = await credence.call('PUT', path, { token, body: { types, position: '' } });
  expect(created.body).toMatchObject({ name: 'billing', types, position: '' });
  const position = String(created.headers.get('event-position'));
  const acknowledged = await credence.call('POST', `${path}/ack`, { token, body: { position } });
  expect(acknowledged.body).toMatchObject({ types, position });
  const back = await credence.call('PUT', path, { token, body: { position: '' } });
  expect(back.body).toMatchObject({ types, position: '' });
  const one = await credence.call('GET', path, { token });
  expect(one.body).toMatchObject({ types, position: '' });
  const { body: list } = await credence.call('GET', '/v1/consumers', { token });
  expect(list.items).toMatchObject([{ name: 'billing', types, position: '' }]);
  const lag = await readMetric(credence, 'credence_consumer_lag_seconds{consumer="billing"}');
  expect(lag).toBeGreaterThan(0);
});
