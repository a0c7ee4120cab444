import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { decodeJwt, decodeProtectedHeader, generateKeyPair, SignJWT } from 'jose';
import type { JWTHeaderParameters } from 'jose';
import { createSignedInAccount } from '../support/clients/accounts.js';
import type { SignedInAccount } from '../support/clients/accounts.js';
import { waitFor } from '../support/clients/wait-for.js';
import { SERVICE_TOKEN, startCredence } from '../support/server/credence.js';
import type { Credence } from '../support/server/credence.js';
import { freePort } from '../support/server/free-port.js';
import { stolenSigningKey } from '../support/domain/signing-keys.js';
import { useStores } from '../support/stores/stores.js';
import type { TestStores } from '../support/stores/stores.js';

const SERVER = fileURLToPath(new URL('../../../examples/resource-server/server.mjs', import.meta.url));

let stores: TestStores;
let credence: Credence;
let example: ChildProcess;
let url: string;
let ada: SignedInAccount;

beforeAll(async () => {
  stores = await useStores();
  credence = await startCredence(stores.environment);
  ada = await createSignedInAccount(credence);
  ({ example, url } = await listening(credence.url));
});

afterAll(async () => {
  await end(example);
  await credence.stop();
  await stores.dispose();
});

function startExample(environment: Record<string, string>): ChildProcess {
  return spawn(process.execPath, [SERVER], {
    env: { PATH: process.env['PATH'] ?? '', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function listening(issuer: string): Promise<{ example: ChildProcess; url: string }> {
  const port = String(await freePort());
  const started = startExample({ CREDENCE_URL: issuer, CREDENCE_API_KEY: SERVICE_TOKEN, PORT: port });
  if (started.stdout !== null) await once(started.stdout, 'data');
  return { example: started, url: `http://127.0.0.1:${port}/whoami` };
}

async function end(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit');
  child.kill();
  await exited;
}

async function whoAmI(authorization?: string, address = url) {
  const response = await fetch(address, { headers: authorization === undefined ? {} : { authorization } });
  return {
    status: response.status,
    challenge: response.headers.get('www-authenticate'),
    body: await response.json(),
  };
}

const REJECTED = { status: 401, challenge: 'Bearer error="invalid_token"', body: { error: 'invalid_token' } };

test('an access token of Credence shows the resource server who is calling', async () => {
  const { sid } = decodeJwt(ada.token);
  expect(await whoAmI(`Bearer ${ada.token}`)).toEqual({
    status: 200,
    challenge: null,
    body: { user_id: ada.userId, session_id: sid, methods: ['pwd'], signed_in_at: expect.any(String) },
  });
});

test.each([
  ['no token', undefined],
  ['another scheme', 'Basic YWRhOnB3'],
  ['an empty token', 'Bearer'],
])('a request with %s is rejected', async (_name, header) => {
  expect(await whoAmI(header)).toEqual({
    status: 401,
    challenge: 'Bearer',
    body: { error: 'token_required' },
  });
});

test('a token with a changed subject is rejected', async () => {
  const [header = '', , signature = ''] = ada.token.split('.');
  const claims = { ...decodeJwt(ada.token), sub: '00000000-0000-4000-8000-000000000000' };
  const payload = Buffer.from(JSON.stringify(claims)).toString('base64url');
  expect(await whoAmI(`Bearer ${header}.${payload}.${signature}`)).toEqual(REJECTED);
});

test('a token that another key signed is rejected', async () => {
  const { privateKey } = await generateKeyPair('ES256');
  const token = await new SignJWT(decodeJwt(ada.token))
    .setProtectedHeader(headerOf(ada.token))
    .sign(privateKey);
  expect(await whoAmI(`Bearer ${token}`)).toEqual(REJECTED);
});

test.each([
  ['type', { typ: 'JWT' }, {}],
  ['issuer', {}, { iss: 'https://accounts.example.com' }],
  ['audience', {}, { aud: 'https://shop.example.com' }],
  ['lifetime', {}, { exp: 1_000_000_000 }],
])('a token with the right signature but a wrong %s is rejected', async (_name, header, claims) => {
  const { sign } = await stolenSigningKey(stores);
  const token = await new SignJWT({ ...decodeJwt(ada.token), ...claims })
    .setProtectedHeader({ ...headerOf(ada.token), ...header })
    .sign(sign);
  expect(await whoAmI(`Bearer ${token}`)).toEqual(REJECTED);
});

test('the token of an ended session is rejected within a second', async () => {
  const { token } = await createSignedInAccount(credence);
  expect((await whoAmI(`Bearer ${token}`)).status).toBe(200);
  await credence.call('POST', '/auth/logout', { token });
  const ended = async () => (await whoAmI(`Bearer ${token}`)).status === 401;
  await waitFor('the token is rejected', ended, 1000);
});

test('the example refuses to start with an issuer that names itself differently', async () => {
  const other = startExample({
    CREDENCE_URL: credence.url.replace('127.0.0.1', 'localhost'),
    CREDENCE_API_KEY: SERVICE_TOKEN,
    PORT: '0',
  });
  let output = '';
  other.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await once(other, 'close');
  expect([other.exitCode, output]).toEqual([1, expect.stringContaining(`calls itself ${credence.url}`)]);
});

function headerOf(token: string): JWTHeaderParameters {
  const { alg = '', ...header } = decodeProtectedHeader(token);
  return { ...header, alg };
}
