import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { decodeJwt, decodeProtectedHeader, SignJWT } from 'jose';
import { createCredence } from '../../packages/express/src/index.js';
import type { Credence as ResourceServer, Options } from '../../packages/express/src/index.js';
import { percentile } from '../../bench/measure.js';
import { timeRevocations } from '../../bench/measures/revocations.js';
import { createSignedInAccount, signIn } from '../support/clients/accounts.js';
import type { SignedInAccount } from '../support/clients/accounts.js';
import { waitFor } from '../support/clients/wait-for.js';
import { stolenSigningKey } from '../support/domain/signing-keys.js';
import { openUserLog } from '../support/domain/user-log.js';
import { openFaultProxy } from '../support/hostile/fault-proxy.js';
import type { FaultProxy } from '../support/hostile/fault-proxy.js';
import { SERVICE_TOKEN, startCredence } from '../support/server/credence.js';
import type { Call, Credence } from '../support/server/credence.js';
import { freePort } from '../support/server/free-port.js';
import { useStores } from '../support/stores/stores.js';
import type { TestStores } from '../support/stores/stores.js';

const REFUSED = { outcome: 'refused' };
const ACCEPTED = expect.objectContaining({ outcome: 'accepted' });

let stores: TestStores;
let network: FaultProxy;
let credence: Credence;
let issuer: string;
let apiKey: string;
let grace: SignedInAccount;
let servers: ResourceServer[] = [];

beforeAll(async () => {
  stores = await useStores();
  const port = await freePort();
  network = await openFaultProxy(`http://127.0.0.1:${String(port)}`);
  issuer = network.url.replace(/\/$/, '');
  credence = await startCredence({ ...stores.environment, PUBLIC_URL: issuer }, { port });
  const input = { name: 'a resource server', scopes: ['events:read'] };
  const { body } = await credence.call('POST', '/v1/api-keys', { body: input, token: SERVICE_TOKEN });
  grace = await createSignedInAccount(credence);
  apiKey = (body as unknown as { key: string }).key;
});

afterEach(async () => {
  network.resume();
  await Promise.all(servers.map((server) => server.stop()));
  servers = [];
});

afterAll(async () => {
  await credence.stop();
  await network.stop();
  await stores.dispose();
});

function create(options: Partial<Options> = {}): ResourceServer {
  const server = createCredence({
    issuer,
    apiKey,
    whenSilent: 'refuse',
    onError: () => undefined,
    ...options,
  });
  servers.push(server);
  return server;
}

async function started(options: Partial<Options> = {}): Promise<ResourceServer> {
  const server = create(options);
  await server.start();
  return server;
}

/** Returns the milliseconds until every server refuses a token. */
async function refusalMs(token: string, by: readonly ResourceServer[]): Promise<number> {
  const since = performance.now();
  await waitFor('every server refuses the token', async () => {
    const verdicts = await Promise.all(by.map((server) => server.verify(token)));
    return verdicts.every(({ outcome }) => outcome === 'refused');
  });
  return performance.now() - since;
}

describe('a resource server', () => {
  const byService = { token: SERVICE_TOKEN };
  test.each<[string, (userId: string, token: string) => [string, string, Call]]>([
    ['signs out', (_, token) => ['POST', '/auth/logout', { token }]],
    ['is signed out everywhere', (id) => ['POST', `/v1/users/${id}/sign-out`, { body: {}, ...byService }]],
    ['is deactivated', (id) => ['POST', `/v1/users/${id}/deactivate`, { body: {}, ...byService }]],
  ])('refuses the token of a user who %s within a second, and no other token', async (_name, act) => {
    const server = await started();
    const ada = await createSignedInAccount(credence);
    expect(await server.verify(ada.token)).toMatchObject({
      outcome: 'accepted',
      claims: { userId: ada.userId, methods: ['pwd'], level: 'aal1' },
    });
    const [method, path, call] = act(ada.userId, ada.token);
    expect((await credence.call(method, path, call)).status).toBeLessThan(300);
    expect(await refusalMs(ada.token, [server])).toBeLessThan(1000);
    expect(await server.verify(grace.token)).toEqual(ACCEPTED);
  });

  test('keeps the session that signs out the others', async () => {
    const server = await started();
    const ada = await createSignedInAccount(credence);
    const { token: earlier } = ada;
    const later = (await signIn(credence, ada.email)).body.access_token;
    await credence.call('DELETE', '/auth/sessions', { token: later });
    await refusalMs(earlier, [server]);
    expect(await server.verify(later)).toEqual(ACCEPTED);
  });

  test('knows the sessions that ended before it started', async () => {
    const { token } = await createSignedInAccount(credence);
    await credence.call('POST', '/auth/logout', { token });
    expect(await (await started()).verify(token)).toEqual(REFUSED);
  });

  test('refuses a token of a longer life than its memory', async () => {
    const { token } = grace;
    const server = await started();
    const { sign } = await stolenSigningKey(stores);
    const { alg = '', ...header } = decodeProtectedHeader(token);
    const issuedAt = (secondsAgo: number) =>
      new SignJWT({ ...decodeJwt(token), iat: Math.floor(Date.now() / 1000) - secondsAgo })
        .setProtectedHeader({ ...header, alg })
        .sign(sign);
    expect(await server.verify(await issuedAt(500))).toEqual(ACCEPTED);
    expect(await server.verify(await issuedAt(700))).toEqual(REFUSED);
  });

  test('does not start with an API key that Credence refuses', async () => {
    const refusal = { name: 'FeedRefused', status: 401 };
    await expect(create({ apiKey: 'crd_unknown' }).start()).rejects.toMatchObject(refusal);
  });

  test('does not start with an issuer that has another name', async () => {
    const wrong = create({ issuer: credence.url });
    await expect(wrong.start()).rejects.toMatchObject({ name: 'WrongIssuer' });
    expect(await wrong.verify(grace.token)).toEqual({ outcome: 'unknown', reason: 'keys_unavailable' });
  });
});

describe('without the feed', () => {
  test('both policies hold after the silence, and all ends are known within a second after it', async () => {
    const reports: string[] = [];
    const silence = { maxSilenceSeconds: 3, onError: ({ message }: Error) => reports.push(message) };
    const closed = await started(silence);
    const open = await started({ ...silence, whenSilent: 'accept' });
    const ada = await createSignedInAccount(credence);
    for (const server of [closed, open]) expect(await server.verify(grace.token)).toEqual(ACCEPTED);
    network.freeze();
    await credence.call('POST', '/auth/logout', { token: ada.token });
    await waitFor('the silence has a consequence', async () => {
      return (await closed.verify(grace.token)).outcome === 'unknown';
    });
    expect(await closed.verify(grace.token)).toEqual({ outcome: 'unknown', reason: 'feed_unavailable' });
    expect(await open.verify(grace.token)).toEqual(ACCEPTED);
    expect(await open.verify(ada.token)).toEqual(ACCEPTED);
    network.resume();
    expect(await refusalMs(ada.token, [closed, open])).toBeLessThan(1000);
    for (const server of [closed, open]) expect(await server.verify(grace.token)).toEqual(ACCEPTED);
  });

  test('a server that has not started yet follows its policy, and its start outlasts the outage', async () => {
    const server = create();
    const unknown = { outcome: 'unknown', reason: 'feed_unavailable' };
    expect(await server.verify(grace.token)).toEqual(unknown);
    network.freeze();
    const starting = server.start();
    network.resume();
    await starting;
    expect(await server.verify(grace.token)).toEqual(ACCEPTED);
  });
});

test('twenty servers refuse many ended sessions within a second, and no other session', async () => {
  const log = await openUserLog(stores.databaseUrl, { migrate: false, openLog: stores.openLog });
  const scale = { servers: 20, sessions: 5000, revoked: 200, revokedPerSecond: 200 };
  const { refusalMs, falseRefusals } = await timeRevocations(log.store, { issuer, apiKey }, scale);
  await log.close();
  expect(refusalMs).toHaveLength(scale.servers * scale.revoked);
  expect(percentile(refusalMs, 99)).toBeLessThan(1000);
  expect(falseRefusals).toBe(0);
});

test('any other text is refused', async () => {
  const server = await started();
  for (const text of ['', 'a', 'e30.e30.c2ln']) expect(await server.verify(text)).toEqual(REFUSED);
});
