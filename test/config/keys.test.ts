import { expect, test } from '@jest/globals';
import { readConfig } from '../../src/config/config.js';
import { InvalidConfiguration } from '../../src/config/invalid-configuration.js';

const SECRET = 'w8Rk3Tz6Yp1Nv5Xc9Mb2Lq7Jd4Hg0FsE';
const OTHER = 'b7Kp2Xw9Lq4Zn6Vt1Rm8Hs3Dg5Jf0CyA';
const VAULT = 'vault+https://vault.example.com:8200/transit/credence';

function complaintOf(variables: Record<string, string>): string {
  try {
    readConfig(variables);
  } catch (error) {
    if (error instanceof InvalidConfiguration) return error.message;
    throw error;
  }
  return '';
}

test('a Transit key is the last part of KMS_URL, after the path of its engine', () => {
  const { keyManagement } = readConfig({
    KMS_URL: 'vault+https://vault.example.com/teams/transit/credence',
    VAULT_ROLE_ID: 'credence',
    VAULT_SECRET_ID: 'a secret',
    VAULT_NAMESPACE: 'people',
  });
  expect(keyManagement).toEqual({
    vault: {
      origin: 'https://vault.example.com',
      mount: 'teams/transit',
      keyName: 'credence',
      namespace: 'people',
      login: { kind: 'approle', roleId: 'credence', secretId: 'a secret' },
    },
    wrapsLocally: false,
    localSecrets: [],
  });
});

test.each([
  ['a Vault without TLS on another machine', 'vault+http://vault.example.com/transit/credence'],
  ['a Vault without a key name', 'vault+https://vault.example.com/transit'],
  ['a service of another kind', 'aws:kms'],
  ['two Vaults', `${VAULT},${VAULT}`],
  ['local twice', 'local,local'],
])('%s is refused as KMS_URL', (_, url) => {
  expect(complaintOf({ KMS_URL: url, VAULT_TOKEN: 'x' })).toMatch(/^KMS_URL must be local, a URL such as/);
});

test('a Vault needs exactly one login', () => {
  const message =
    'KMS_URL needs one of VAULT_TOKEN, VAULT_TOKEN_FILE, and VAULT_ROLE_ID with VAULT_SECRET_ID';
  expect(complaintOf({ KMS_URL: VAULT })).toBe(message);
  expect(complaintOf({ KMS_URL: VAULT, VAULT_ROLE_ID: 'x' })).toBe(message);
  expect(complaintOf({ KMS_URL: VAULT, VAULT_TOKEN: 'x', VAULT_TOKEN_FILE: '/x' })).toBe(message);
  expect(complaintOf({ VAULT_TOKEN: 'of another program' })).toBe('');
});

test.each([
  [`2:${SECRET},2:${OTHER}`, 'has a number twice'],
  [`2:${SECRET},1:${SECRET}`, 'has a secret twice'],
  [SECRET, 'must be a list of numbers and secrets such as 2:…,1:…'],
  [`0:${SECRET}`, 'must be a list of numbers and secrets such as 2:…,1:…'],
  ['2:short', 'has a secret with the number 2 that must have 32 characters or more'],
])('numbered secrets are refused if they are malformed (%#)', (list, complaint) => {
  expect(complaintOf({ PASSWORD_PEPPERS: list })).toBe(`PASSWORD_PEPPERS ${complaint}`);
  expect(complaintOf({ KEY_ENCRYPTION_KEYS: list })).toBe(`KEY_ENCRYPTION_KEYS ${complaint}`);
});
