import { afterAll, expect, test } from '@jest/globals';
import { isWeakHash, parseStoredHash } from '../../src/security/passwords/hash-format.js';
import { computeHash } from '../../src/security/passwords/hash-work.js';
import { startPasswordHasher } from '../../src/security/passwords/hasher.js';

const PASSWORD = 'Grüße, Ada! 42';

/** Hashes of PASSWORD, each made by the tool that it is named after. */
const HASHES: readonly (readonly [string, string])[] = [
  [
    'Django pbkdf2_sha256',
    'pbkdf2_sha256$870000$cLPwn7rECVFTj9HVO5KldK$n3KHP9ZnQZp8IBIVQ1BSMNkR+GHFIGOdNexAOOXKCXo=',
  ],
  ['Django pbkdf2_sha1', 'pbkdf2_sha1$870000$40mE3SjZOsTeb4dsSVCQQa$L80Bg6b7TsJqe9S6h9+jeUl5XRs='],
  [
    'Django argon2',
    'argon2$argon2id$v=19$m=102400,t=2,p=8$RFVCQXIyeGdseU8yZ3N4dEZMZDFSQQ$wFJTOHcKG5/mwjzdMmJK39O/zsD+IaogMUtJmEx8XdQ',
  ],
  ['Django bcrypt_sha256', 'bcrypt_sha256$$2b$12$QvrCR6E5FN65rESHbu88meVpHAyT4n7jcS.4PfHxZPpbJs5BHf9BS'],
  [
    'Django scrypt',
    'scrypt$16384$fow8dU1TCtpfw546i6Qcze$8$5$HoN96AZOt41Hw3dBF5Uas9z+LWo9m9LZJuGeOl3qGlyOk0v6/zXrDKgu1PQv2feQEMpX8XIBlw4qeePNxVrj8g==',
  ],
  ['Django md5', 'md5$l6q5kEyCJzH8geA9pIqujN$9535840a2da0f34b3dea2a1d427d6c71'],
  ['passlib pbkdf2_sha1', '$pbkdf2$131000$yZnz/j/HeE8JAYDQ2rtXag$cxOtEe9CWDigGtn43bwTEBfAT2c'],
  [
    'passlib pbkdf2_sha256',
    '$pbkdf2-sha256$29000$FaIUwvhfaw2hlPL.X8vZmw$WS/x1wRcA/h/0.N22zmTxDycf3Cy9/mPBfiX8xOJsWo',
  ],
  [
    'passlib pbkdf2_sha512',
    '$pbkdf2-sha512$25000$whiDUEqJUUpJ6X1vLQUAoA$.KIC5h/M5PTQ4ILzHTIdbp9mWjGKltiJsEJQqnAz2JWChpUnxPkFlaK9lVi91A1j73zJ8k/lRkImBDu87Bg0EA',
  ],
  [
    'passlib scrypt',
    '$scrypt$ln=16,r=8,p=1$zxmDkLI2JiREqJVSKgUgBA$+99bK7hxvBcboQVZM4y4irLLNMCI7SEgmsVeM1lQfto',
  ],
  ['passlib sha256_crypt', '$5$rounds=20000$nzfTDitCRNB/.mb7$uOXmCdlfZLlGAPkNqnCzG2xeCyypSLhC9qRZOhNd8o0'],
  [
    'passlib sha512_crypt',
    '$6$ZfbtfUWwnhVP1iUQ$lhNv6o0TD/CzDD.gg/qePcjZhN/JrGaOTgFJ9tWqDNRogn2B5ohVx7pWFzwfQHLpwcguRlkHCk6pw1ODq5bKH.',
  ],
  ['passlib ldap_md5', '{MD5}kvdR9Oiyx46RbOWf2gbSJg=='],
  ['passlib ldap_sha1', '{SHA}8X3+TNaZUSDXb0DdcYY3T3mOR9A='],
  ['passlib ldap_salted_md5', '{SMD5}IZ6EFJ8NnQIpJ3cOJJP7WjkHgPA='],
  ['passlib ldap_salted_sha1', '{SSHA}ZnrJj5A0tYXMA4C63zPPDCw7JR8qhbB2'],
  ['passlib ldap_salted_sha256', '{SSHA256}9ESlu1nIgV9YdqKorwi0uMdF9d4xWhdcCABOhU5yti3kvJfSek9J6Q=='],
  [
    'passlib ldap_salted_sha512',
    '{SSHA512}DgxzWJYZ0FtHy9RfCD6ikuTaYjWfbOiX5FlwDY5Z3Gh4XG1hMqZ018qiURgd2VDTclFw4QZ8cDHJ2eIDhesD7dkb47wXgvB+',
  ],
  [
    'argon2-cffi argon2i',
    '$argon2i$v=19$m=8192,t=2,p=2$CpKGTWaaHuyc1YimAlagVw$70tJ/fq0uPwOSxoix3PdJFqd00Kpbqr4xTlf9D1G1H4',
  ],
  [
    'argon2-cffi argon2d',
    '$argon2d$v=19$m=8192,t=2,p=2$Jcc8g3bkrtxKNmthDVJZAg$gevlwvUjiSzLbCS5+DOtgXKl9gLrSgq5SwmNiRCunS8',
  ],
  [
    'argon2-cffi argon2id',
    '$argon2id$v=19$m=8192,t=2,p=2$whFqtPaLdDqUOQUEvYLuEw$ohCXq51t7lHxqnFu4uMoUjOp/tvhd2MJq2DOVi9AFTw',
  ],
  [
    'argon2-cffi argon2i version 1.0',
    '$argon2i$v=16$m=4096,t=2,p=1$c29tZXNhbHQxMjM0NTY3OA$2yxh/q0tFaD6pnJjg8Ybt39AnNgqtSwOl4/XX/SZ0sE',
  ],
  ['bcrypt 2a', '$2a$06$k3z2psu0a7UHjYVlE3QwZ.2rxNF/zAYFGsUqAXnGNzuR9VBIN6eIK'],
  ['bcrypt 2b', '$2b$06$GYZ.WUzFRbq1abAtHagm6.n3WixQtA1iMFZCoiEiO6Wlb4W6yprFC'],
  ['bcrypt 2y', '$2y$06$GYZ.WUzFRbq1abAtHagm6.n3WixQtA1iMFZCoiEiO6Wlb4W6yprFC'],
  ['openssl passwd -5', '$5$nzgCThFeXEIR3js5$Dzf0JS/mu8Tl8RFPPJOvRDF/diE8BZkbEg2DKTzj1z9'],
  [
    'openssl passwd -6',
    '$6$5TrCoNGhx9jGAKuV$q4WaZt7SdHCDrZ7Q9HNgQ8yeMPmPA8ePE/xNlu71DjSuzaOKuzdNixA3DZ0667H/rtvfQ7MD846ciD6Xxr7/V.',
  ],
];

/** The example in the documentation of Firebase's scrypt. */
const FIREBASE_PASSWORD = 'user1password';
const FIREBASE =
  '$fbscrypt$v=1,n=14,r=8,p=1,ss=Bw==,sk=jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==$42xEC+ixf3L2lw==$lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==';

const hasher = startPasswordHasher({
  scheme: { name: 'bcrypt', rounds: 4 },
  pepper: { current: 1, keys: new Map([[1, Buffer.alloc(32, 1)]]) },
  threads: 2,
  maxQueue: 100,
});
afterAll(() => hasher.stop());

/** Compares without a pool, which would make every hash as slow as the slowest one. */
async function matches(password: string, stored: string): Promise<boolean> {
  const parsed = parseStoredHash(stored);
  return parsed !== null && (await computeHash(password, parsed.recipe)).endsWith(parsed.digest);
}

test.each(HASHES)('a hash of %s verifies its password and no other (IMP-1)', async (_, stored) => {
  expect(await matches(PASSWORD, stored)).toBe(true);
  expect(await matches(`${PASSWORD} `, stored)).toBe(false);
  expect(await matches('', stored)).toBe(false);
  expect(hasher.needsRehash(stored)).toBe(true);
});

test('a hash of Firebase verifies its password and no other (IMP-1)', async () => {
  expect(await matches(FIREBASE_PASSWORD, FIREBASE)).toBe(true);
  expect(await matches(PASSWORD, FIREBASE)).toBe(false);
});

test.each(HASHES.filter(([name]) => /openssl|ldap|argon2d|bcrypt 2a/.test(name)))(
  'the hashing threads verify a hash of %s (IMP-1)',
  async (_, stored) => {
    expect(await hasher.verify(PASSWORD, stored)).toBe(true);
    expect(await hasher.verify(`${PASSWORD} `, stored)).toBe(false);
  },
);

test('only hashes of a single digest are weak (IMP-1)', () => {
  const weak = HASHES.filter(([, stored]) => isWeakHash(stored)).map(([name]) => name);
  expect(weak).toEqual([
    'Django md5',
    ...['md5', 'sha1', 'salted_md5', 'salted_sha1', 'salted_sha256', 'salted_sha512'].map(
      (name) => `passlib ldap_${name}`,
    ),
  ]);
});

test.each([
  [
    'an iteration count above the bound',
    'pbkdf2_sha256$2000001$salt$n3KHP9ZnQZp8IBIVQ1BSMNkR+GHFIGOdNexAOOXKCXo=',
  ],
  ['no iteration', '$pbkdf2-sha256$0$c2FsdA$WS/x1wRcA/h/0.N22zmTxDycf3Cy9/mPBfiX8xOJsWo'],
  ['a cost that is no power of two', 'scrypt$16385$salt$8$5$HoN96AZOt41Hw3dBF5Uas9z+LWo9m9LZJuGeOl3qGlw='],
  ['memory above the bound', '$scrypt$ln=18,r=8,p=1$c2FsdA$+99bK7hxvBcboQVZM4y4irLLNMCI7SEgmsVeM1lQfto'],
  ['more rounds than the bound', `$6$rounds=1000001$salt$${'a'.repeat(86)}`],
  ['a digest that is too short', '{SSHA512}IZ6EFJ8NnQIpJ3cOJJP7WjkHgPA='],
  ['a salted scheme without a salt', '{SSHA}8X3+TNaZUSDXb0DdcYY3T3mOR9A='],
  ['a broken variant of bcrypt', '$2x$06$GYZ.WUzFRbq1abAtHagm6.n3WixQtA1iMFZCoiEiO6Wlb4W6yprFC'],
  ['a signer key and a hash of different lengths', FIREBASE.slice(0, -8)],
  ['nothing', ''],
])('a hash with %s is rejected (IMP-1)', (_, stored) => {
  expect(parseStoredHash(stored)).toBeNull();
});
