import { setTimeout as sleep } from 'node:timers/promises';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { decodeProtectedHeader } from 'jose';
import { createSignedInAccount, signIn } from '../../support/clients/accounts.js';
import type { SignedInAccount } from '../../support/clients/accounts.js';
import { runCli } from '../../support/server/cli.js';
import { SERVICE_TOKEN, startCredence } from '../../support/server/credence.js';
import type { Credence } from '../../support/server/credence.js';
import { waitFor } from '../../support/clients/wait-for.js';
import { refusal } from '../../support/clients/refusals.js';
import { readMetric } from '../../support/clients/admin-api.js';
import { useStores } from '../../support/stores/stores.js';
import type { TestStores } from '../../support/stores/stores.js';

const SECOND = 1000;
const TOLERANCE_MS = 30 * SECOND;

let stores: TestStores;
let credence: Credence;
let other: Credence;
let ada: SignedInAccount;

beforeAll(async () => {
  stores = await useStores();
  const environment = { ...stores.environment, SIGNING_KEY_LEAD: '2s', ACCESS_TOKEN_TTL: '5s' };
  credence = await startCredence(environment);
  other = await startCredence({ ...environment, PUBLIC_URL: credence.url }, { role: 'api' });
  ada = await createSignedInAccount(credence);
});

afterAll(async () => {
  await Promise.all([credence.stop(), other.stop()]);
  await stores.dispose();
});

const kidOf = (token: string) => decodeProtectedHeader(token).kid;

interface Key {
  readonly id: string;
  readonly phase: string;
}

async function ring(by = credence): Promise<Key[]> {
  const { body } = await by.call('GET', '/v1/signing-keys', { token: SERVICE_TOKEN });
  return body.items as unknown as Key[];
}

async function published(by = credence): Promise<string[]> {
  const { keys } = (await by.call('GET', '/.well-known/jwks.json')).body as unknown as {
    keys: { kid: string }[];
  };
  return keys.map(({ kid }) => kid);
}

async function newToken(by = credence): Promise<string> {
  return (await signIn(by, ada.email)).body.access_token;
}

async function statusOf(token: string, by = credence): Promise<number> {
  return (await by.call('GET', '/auth/me', { token })).status;
}

test('a rotation under load causes no refusal in any process, and the old key is removed afterwards (TOK-9)', async () => {
  const old = kidOf(await newToken()) ?? '';
  const refused: unknown[] = [];
  const signers = new Set<string | undefined>();
  const stopped = new AbortController();
  const traffic = [credence, other].map(async (issuer, i) => {
    const verifier = i === 0 ? other : credence;
    while (!stopped.signal.aborted) {
      const token = await newToken(issuer);
      signers.add(kidOf(token));
      for (const by of [issuer, verifier]) {
        const status = await statusOf(token, by);
        if (status !== 200) refused.push([kidOf(token), status]);
      }
    }
  });
  const { status, body } = await credence.call('POST', '/v1/signing-keys/rotate', { token: SERVICE_TOKEN });
  expect(status).toBe(200);
  const next = (body.items as unknown as Key[]).at(-1);
  expect(next).toMatchObject({ phase: 'pending' });
  expect(await published()).toEqual([old, next?.id]);
  await waitFor('the next key signs', () => Promise.resolve(signers.has(next?.id) ? true : undefined));
  await sleep(SECOND);
  stopped.abort();
  await Promise.all(traffic);
  expect(refused).toEqual([]);
  expect([...signers]).toEqual([old, next?.id]);
  expect(await ring(other)).toMatchObject([
    { id: old, phase: 'retiring' },
    { id: next?.id, phase: 'signing' },
  ]);
  // The clocks of two processes differ by some milliseconds.
  for (const by of [credence, other]) {
    await waitFor(
      'the old key is removed from the key set',
      async () => !(await published(by)).includes(old),
      TOLERANCE_MS + 20 * SECOND,
    );
    expect(await published(by)).toEqual([next?.id]);
  }
});

test('a withdrawn key is refused at once, and another key signs', async () => {
  const before = await newToken();
  const path = `/v1/signing-keys/${kidOf(before) ?? ''}/withdraw`;
  const body = { reason: 'it was in a backup that is lost' };
  expect((await credence.call('POST', path, { token: SERVICE_TOKEN, body })).status).toBe(200);
  expect(await statusOf(before)).toBe(401);
  await waitFor('the other process refuses', async () =>
    (await statusOf(before, other)) === 401 ? true : undefined,
  );
  const after = await newToken();
  expect([await statusOf(after), await statusOf(after, other)]).toEqual([200, 200]);
  expect(await published()).not.toContain(kidOf(before));
  const unknown = await credence.call('POST', `/v1/signing-keys/${randomUUID()}/withdraw`, {
    token: SERVICE_TOKEN,
  });
  expect(refusal(unknown)).toEqual([404, 'unknown_signing_key']);
});

describe('signing keys', () => {
  test('signing keys survive a restart', async () => {
    const token = await newToken();
    await other.stop();
    other = await startCredence(
      { ...stores.environment, ACCESS_TOKEN_TTL: '5s', PUBLIC_URL: credence.url },
      { role: 'api' },
    );
    expect(await statusOf(token, other)).toBe(200);
    expect(await published(other)).toEqual(await published());
  });

  test('the command rotate-signing-key publishes a new key', async () => {
    const { code, output } = await runCli(['rotate-signing-key'], stores.environment);
    expect([code, output]).toEqual([0, expect.stringMatching(/^[0-9a-f-]{36} signs from /)]);
    const [next = ''] = output.split(' ');
    await waitFor('the new key is published', async () => (await published()).includes(next));
  });

  test('a metric reports the age of the signing key', async () => {
    expect(await readMetric(credence, 'credence_signing_key_age_seconds')).toBeGreaterThan(0);
  });

  test('signing keys rotate automatically and follow the configured algorithm', async () => {
    const rotating = await startCredence(
      {
        ...stores.environment,
        SIGNING_KEY_ROTATION: '4s',
        SIGNING_KEY_LEAD: '1s',
        ALGORITHM: 'RS256',
        PUBLIC_URL: credence.url,
      },
      { role: 'api' },
    );
    const signers = new Set<string | undefined>();
    await waitFor('three keys have signed', async () => {
      const token = await newToken(rotating);
      signers.add(kidOf(token));
      expect(await statusOf(token, rotating)).toBe(200);
      return signers.size >= 3 ? true : undefined;
    });
    expect(decodeProtectedHeader(await newToken(rotating))).toMatchObject({ alg: 'RS256', typ: 'at+jwt' });
    await rotating.stop();
  });

  test('an installation with a shared secret has no signing keys', async () => {
    const shared = await startCredence(
      { ...stores.environment, JWT_SECRET: 'b7Kp2Xw9Lq4Zn6Vt1Rm8Hs3Dg5Jf0CyA' },
      { role: 'api' },
    );
    expect(await published(shared)).toEqual([]);
    expect(await statusOf(await newToken(shared), shared)).toBe(200);
    for (const [method, path] of [
      ['GET', '/v1/signing-keys'],
      ['POST', '/v1/signing-keys/rotate'],
      ['POST', `/v1/signing-keys/${randomUUID()}/withdraw`],
    ] as const) {
      const answer = await shared.call(method, path, { token: SERVICE_TOKEN });
      expect(refusal(answer)).toEqual([409, 'shared_secret']);
    }
    await shared.stop();
  });
});
