import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { openKeyManagement } from '../../../src/compose/keys/configured-keys.js';
import { readConfig } from '../../../src/config/config.js';
import {
  formOf,
  KeyManagementDenied,
  KeyManagementUnavailable,
} from '../../../src/security/keys/key-management.js';
import type { KeyManagement } from '../../../src/security/keys/key-management.js';
import { ROLE, startTransitServer } from '../../support/keys/transit-server.js';
import type { TransitServer } from '../../support/keys/transit-server.js';
import { startVault, whyNoVault } from '../../support/keys/vault-program.js';
import type { RunningVault } from '../../support/keys/vault-program.js';
import { describeWhereInstalled } from '../../support/requirements/describe-where.js';
import { SECRET_KEY } from '../../support/server/credence.js';

const OTHER_KEY = 'w8Rk3Tz6Yp1Nv5Xc9Mb2Lq7Jd4Hg0FsE';

function keysOf(variables: Record<string, string>): KeyManagement {
  return openKeyManagement(readConfig({ SECRET_KEY, ...variables }), SECRET_KEY, () => () => undefined);
}

/** Wraps a key for a subject. */
async function wrapWith(keys: KeyManagement) {
  const [key, subject] = [randomBytes(32), randomUUID()];
  return { key, subject, wrapped: await keys.wrap(key, subject) };
}

describe('local key-encryption keys', () => {
  test('the key of SECRET_KEY wraps unless another one is configured, and unwraps what earlier releases wrapped', async () => {
    const { key, subject, wrapped } = await wrapWith(keysOf({}));
    expect(wrapped).toHaveLength(60);
    const both = keysOf({ KEY_ENCRYPTION_KEYS: `2:${OTHER_KEY}` });
    expect(await both.unwrap(wrapped, subject)).toEqual(key);
    expect(formOf((await wrapWith(both)).wrapped)).toBe('local:2');
  });

  test('the first key of the list wraps, so that all processes can know a key before one uses it', async () => {
    const first = keysOf({ KEY_ENCRYPTION_KEYS: `1:${SECRET_KEY},2:${OTHER_KEY}` });
    expect(formOf((await wrapWith(first)).wrapped)).toBe('local:1');
    const { key, subject, wrapped } = await wrapWith(keysOf({ KEY_ENCRYPTION_KEYS: `2:${OTHER_KEY}` }));
    expect(await first.unwrap(wrapped, subject)).toEqual(key);
  });

  test('a key of another subject, of an unknown number or with a changed bit does not unwrap', async () => {
    const keys = keysOf({ KEY_ENCRYPTION_KEYS: `2:${OTHER_KEY}` });
    const { subject, wrapped } = await wrapWith(keys);
    await expect(keys.unwrap(wrapped, randomUUID())).rejects.toThrow();
    await expect(keysOf({}).unwrap(wrapped, subject)).rejects.toThrow('is configured for local:2');
    wrapped[wrapped.length - 1] = (wrapped.at(-1) ?? 0) ^ 1;
    await expect(keys.unwrap(wrapped, subject)).rejects.toThrow();
    await expect(keys.unwrap(Buffer.from('nonsense'), subject)).rejects.toThrow('configured for unknown');
  });
});

/** The behaviour that Vault and the server of the test support share. */
function describeTransit(start: () => Promise<Pick<RunningVault, 'kmsUrl' | 'token' | 'rotate' | 'stop'>>) {
  let vault: Pick<RunningVault, 'kmsUrl' | 'token' | 'rotate' | 'stop'>;
  let keys: KeyManagement;
  beforeAll(async () => {
    vault = await start();
    keys = keysOf({ KMS_URL: vault.kmsUrl, VAULT_TOKEN: vault.token });
  });
  afterAll(() => vault.stop());

  test('a wrapped key unwraps for its subject only', async () => {
    await keys.check();
    const { key, subject, wrapped } = await wrapWith(keys);
    expect(formOf(wrapped)).toMatch(/^vault:v\d+$/);
    expect(await keys.unwrap(wrapped, subject)).toEqual(key);
    await expect(keys.unwrap(wrapped, randomUUID())).rejects.toThrow('cannot unwrap a data key');
  });

  test('a key that does not unwrap leaves the others of its batch alone', async () => {
    const [first, second] = [await wrapWith(keys), await wrapWith(keys)];
    const [good, bad] = await Promise.allSettled([
      keys.unwrap(first.wrapped, first.subject),
      keys.unwrap(second.wrapped, first.subject),
    ]);
    expect(good).toEqual({ status: 'fulfilled', value: first.key });
    expect(bad.status).toBe('rejected');
  });

  test('a new version of the key has another form, and earlier ones still unwrap', async () => {
    const { key, subject, wrapped } = await wrapWith(keys);
    await vault.rotate();
    expect(formOf((await wrapWith(keys)).wrapped)).not.toBe(formOf(wrapped));
    expect(await keys.unwrap(wrapped, subject)).toEqual(key);
  });

  test('Vault and local keys unwrap side by side, and the first one wraps', async () => {
    const [inVault, inside] = [await wrapWith(keys), await wrapWith(keysOf({}))];
    const local = keysOf({ KMS_URL: `local,${vault.kmsUrl}`, VAULT_TOKEN: vault.token });
    for (const both of [keys, local]) {
      expect(await both.unwrap(inVault.wrapped, inVault.subject)).toEqual(inVault.key);
      expect(await both.unwrap(inside.wrapped, inside.subject)).toEqual(inside.key);
    }
    expect(formOf((await wrapWith(local)).wrapped)).toBe('local:1');
  });

  test('a wrong token is denied, without a repetition', async () => {
    const denied = keysOf({ KMS_URL: vault.kmsUrl, VAULT_TOKEN: 'another-token' });
    await expect(denied.check()).rejects.toThrow(KeyManagementDenied);
  });
}

describeWhereInstalled(whyNoVault())('the Transit engine of the vault program', () => {
  describeTransit(startVault);
});

describe('the Transit engine of a test server', () => {
  describeTransit(async () => {
    const server = await startTransitServer();
    const rotate = () => {
      server.rotate();
      return Promise.resolve();
    };
    return { ...server, rotate };
  });
});

describe('a Vault with troubles', () => {
  let server: TransitServer;
  beforeEach(async () => {
    server = await startTransitServer();
  });
  afterEach(() => server.stop());

  test('concurrent calls share a request', async () => {
    const keys = keysOf({ KMS_URL: server.kmsUrl, VAULT_TOKEN: server.token });
    const all = await Promise.all(Array.from({ length: 150 }, () => wrapWith(keys)));
    await Promise.all(all.map(({ wrapped, subject }) => keys.unwrap(wrapped, subject)));
    expect(server.requests).toEqual(['encrypt 150', 'decrypt 150']);
  });

  test('an AppRole logs in once, and again when its token has expired', async () => {
    const keys = keysOf({ KMS_URL: server.kmsUrl, ...ROLE });
    await Promise.all([wrapWith(keys), wrapWith(keys)]);
    server.replaceToken('another');
    await wrapWith(keys);
    expect(server.requests).toEqual(['login', 'encrypt 2', 'login', 'encrypt 1']);
    const wrong = keysOf({ KMS_URL: server.kmsUrl, ...ROLE, VAULT_SECRET_ID: 'guessed' });
    await expect(wrong.check()).rejects.toThrow('Vault rejects the AppRole (400).');
  });

  test('a token file is read again when an agent has renewed the token', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'credence-token-'));
    const path = join(folder, 'token');
    const keys = keysOf({ KMS_URL: server.kmsUrl, VAULT_TOKEN_FILE: path });
    await expect(keys.check()).rejects.toThrow('VAULT_TOKEN_FILE names a file that cannot be read.');
    await writeFile(path, `${server.token}\n`);
    await keys.check();
    server.replaceToken('renewed');
    await writeFile(path, 'renewed');
    await keys.check();
    await rm(folder, { recursive: true });
  });

  test.each([429, 500, 503])('the status %d is an outage, which ends without a restart', async (status) => {
    const keys = keysOf({ KMS_URL: server.kmsUrl, VAULT_TOKEN: server.token });
    server.failWith(status);
    await expect(keys.check()).rejects.toThrow(KeyManagementUnavailable);
    server.failWith(null);
    await keys.check();
  });

  test('a Vault that is away is an outage', async () => {
    const keys = keysOf({ KMS_URL: server.kmsUrl, VAULT_TOKEN: server.token });
    await server.stop();
    await expect(keys.check()).rejects.toThrow(KeyManagementUnavailable);
    await server.start();
    await keys.check();
  });

  test('a key name that Vault does not know is named', async () => {
    const keys = keysOf({ KMS_URL: server.kmsUrl.replace(/credence$/, 'other'), VAULT_TOKEN: server.token });
    await expect(keys.check()).rejects.toThrow('Vault cannot encrypt with transit/other (404).');
  });
});
