import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { PasswordHashScheme } from '../../src/security/passwords/hash-scheme.js';
import { HasherBusy, startPasswordHasher } from '../../src/security/passwords/hasher.js';
import type { RunningPasswordHasher } from '../../src/security/passwords/hasher.js';

const ROUNDS = 5;
const BCRYPT = { name: 'bcrypt', rounds: ROUNDS } as const;
const ARGON2ID = { name: 'argon2id' } as const;
const OLD_KEY = Buffer.alloc(32, 1);
const KEY = Buffer.alloc(32, 2);
const PASSWORD = 'pässword-π';
/** Hash of PASSWORD at cost 5, computed with crypt(3) of libxcrypt. */
const FOREIGN = 'abcdefghijklmnopqrstuufIcBIv1Z.n.qDUTluZsMzJwqFfwRCHm';
/** Hash of `password`: the first argon2id test vector of the reference implementation. */
const FOREIGN_ARGON2ID =
  '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc';
/** Hash of 72 times `x`, computed with crypt(3) of libxcrypt. */
const FOREIGN_LONGEST = '$2y$05$abcdefghijklmnopqrstuujf8SX2ahXLwp9w/B.Y5XdysS6yR576q';

const hasher = startPasswordHasher({
  scheme: BCRYPT,
  pepper: {
    current: 2,
    keys: new Map([
      [1, OLD_KEY],
      [2, KEY],
    ]),
  },
  threads: 2,
  maxQueue: 100,
});
afterAll(() => hasher.stop());

/** Returns a hash of an earlier configuration, with another pepper, scheme or cost. */
async function earlierHash(
  { scheme, pepper, key }: { scheme: PasswordHashScheme; pepper: number; key: Uint8Array },
  password: string,
): Promise<string> {
  const keys = new Map([[pepper, key]]);
  const earlier = startPasswordHasher({ scheme, pepper: { current: pepper, keys }, threads: 1, maxQueue: 1 });
  const stored = await earlier.hash(password);
  await earlier.stop();
  return stored;
}

describe('a password hash', () => {
  test('contains the pepper number, the cost and a random salt (PWD-4)', async () => {
    const [one, other] = await Promise.all([hasher.hash(PASSWORD), hasher.hash(PASSWORD)]);
    expect(one).toMatch(/^hs384-bcrypt\$2\$\$2b\$05\$[./A-Za-z0-9]{53}$/);
    expect(one).not.toBe(other);
  });

  test('verifies only its own password of two with the same first 72 bytes (PWD-1)', async () => {
    const stored = await hasher.hash(`${'x'.repeat(72)}one`);
    expect(await hasher.verify(`${'x'.repeat(72)}one`, stored)).toBe(true);
    expect(await hasher.verify(`${'x'.repeat(72)}two`, stored)).toBe(false);
    expect(await hasher.verify('x'.repeat(72), stored)).toBe(false);
  });

  test('of password P does not verify P, NUL, P (PWD-1)', async () => {
    const stored = await hasher.hash(PASSWORD);
    expect(await hasher.verify(`${PASSWORD}\0${PASSWORD}`, stored)).toBe(false);
    expect(await hasher.verify(`${PASSWORD}\0${PASSWORD}`, `$2b$05$${FOREIGN}`)).toBe(false);
  });

  test('of another system verifies at most 72 bytes (PWD-1)', async () => {
    expect(await hasher.verify('x'.repeat(72), FOREIGN_LONGEST)).toBe(true);
    expect(await hasher.verify('x'.repeat(73), FOREIGN_LONGEST)).toBe(false);
  });

  test('verifies canonically equivalent spellings but not compatible ones (PWD-2)', async () => {
    const stored = await hasher.hash('ﬁancée crème');
    expect(await hasher.verify('ﬁance\u0301e cre\u0300me', stored)).toBe(true);
    expect(await hasher.verify('fiancée crème', stored)).toBe(false);
  });

  test('verifies the exact password, without trimming or case folding (LOG-3)', async () => {
    const stored = await hasher.hash(PASSWORD);
    expect(await hasher.verify(PASSWORD, stored)).toBe(true);
    expect(await hasher.verify(`${PASSWORD} `, stored)).toBe(false);
    expect(await hasher.verify(PASSWORD.toUpperCase(), stored)).toBe(false);
  });

  test('is never computed from a lone surrogate and never verifies one (PWD-3)', async () => {
    await expect(hasher.hash('kolibri\ud83dzaun')).rejects.toThrow(TypeError);
    const stored = await hasher.hash('kolibri\ufffdzaun');
    expect(await hasher.verify('kolibri\ud83dzaun', stored)).toBe(false);
  });

  test.each(['2a', '2b', '2y'])('of another system with the prefix $%s$ verifies', async (version) => {
    expect(await hasher.verify(PASSWORD, `$${version}$05$${FOREIGN}`)).toBe(true);
    expect(await hasher.verify('another one', `$${version}$05$${FOREIGN}`)).toBe(false);
  });

  test('of another system with spare bits in its salt verifies', async () => {
    expect(await hasher.verify(PASSWORD, `$2y$05$${FOREIGN.replace('uuf', 'uvf')}`)).toBe(true);
  });

  test('does not verify if its pepper number names another key', async () => {
    const stored = await earlierHash({ scheme: BCRYPT, pepper: 2, key: OLD_KEY }, PASSWORD);
    expect(await hasher.verify(PASSWORD, stored)).toBe(false);
  });

  test.each([
    null,
    '',
    'hunter2',
    '$2b$05$tooshort',
    `$2x$05$${FOREIGN}`,
    `$2b$03$${FOREIGN}`,
    `$2b$31$${FOREIGN}`,
    `hs384-bcrypt$9$$2b$05$${FOREIGN}`,
    `hs384-argon2id$2$$2b$05$${FOREIGN}`,
    `hs384-bcrypt$2${FOREIGN_ARGON2ID}`,
    ...[',p=1', 'm=65536', 't=2', 'v=19', '$argon2id'].map((part) => FOREIGN_ARGON2ID.replace(part, '')),
    // More work than an imported hash may cost.
    ...['m=131073,t=1,p=1', 'm=65536,t=5,p=1', 'm=8,t=99999,p=1', 'm=65536,t=2,p=9', 'm=8,t=2,p=2'].map(
      (parameters) => FOREIGN_ARGON2ID.replace('m=65536,t=2,p=1', parameters),
    ),
  ])('that is unusable counts as a wrong password (PWD-8): %j', async (stored) => {
    expect(await hasher.verify(PASSWORD, stored)).toBe(false);
  });

  test.each([null, 'malformed', `$2b$05$${FOREIGN}`])(
    'waits in the same queue whether or not it is usable (LOG-1): %j',
    async (stored) => {
      const small = startPasswordHasher({
        scheme: BCRYPT,
        pepper: { current: 2, keys: new Map([[2, KEY]]) },
        threads: 1,
        maxQueue: 1,
      });
      const first = small.verify(PASSWORD, stored);
      const second = small.verify(PASSWORD, stored);
      expect(small.queued()).toBe(1);
      await expect(small.verify(PASSWORD, stored)).rejects.toThrow(HasherBusy);
      expect(() => {
        small.checkRoom();
      }).toThrow(HasherBusy);
      await Promise.all([first, second]);
      await small.stop();
    },
  );
});

describe('a rehash', () => {
  test('is not needed with the current pepper and cost', async () => {
    expect(hasher.needsRehash(await hasher.hash(PASSWORD))).toBe(false);
  });

  test('is needed for a retired pepper, with which the hash still verifies', async () => {
    const stored = await earlierHash({ scheme: BCRYPT, pepper: 1, key: OLD_KEY }, PASSWORD);
    expect(await hasher.verify(PASSWORD, stored)).toBe(true);
    expect(hasher.needsRehash(stored)).toBe(true);
  });

  test.each([ROUNDS - 1, ROUNDS + 1])('is needed for another cost (LOG-5): %i', async (rounds) => {
    const stored = await earlierHash({ scheme: { name: 'bcrypt', rounds }, pepper: 2, key: KEY }, PASSWORD);
    expect(await hasher.verify(PASSWORD, stored)).toBe(true);
    expect(await hasher.verify('another one', stored)).toBe(false);
    expect(hasher.needsRehash(stored)).toBe(true);
  });

  test('is needed for plain bcrypt', () => {
    expect(hasher.needsRehash(`$2y$05$${FOREIGN}`)).toBe(true);
  });
});

describe('the hasher', () => {
  test('does not start without the key of its pepper', () => {
    const pepper = { current: 3, keys: new Map([[2, KEY]]) };
    expect(() => startPasswordHasher({ scheme: BCRYPT, pepper, maxQueue: 1 })).toThrow(/no key for pepper 3/);
  });

  test.each([3, 17, 10.5])('does not start with bcrypt cost %d', (rounds) => {
    const pepper = { current: 2, keys: new Map([[2, KEY]]) };
    const scheme = { name: 'bcrypt', rounds } as const;
    expect(() => startPasswordHasher({ scheme, pepper, maxQueue: 1 })).toThrow(/cost/);
  });
});

describe('the hasher with argon2id', () => {
  let argon2id: RunningPasswordHasher;
  beforeEach(() => {
    argon2id = startPasswordHasher({
      scheme: ARGON2ID,
      pepper: { current: 2, keys: new Map([[2, KEY]]) },
      threads: 1,
      maxQueue: 100,
    });
  });
  afterEach(() => argon2id.stop());

  test('stores the pepper number, the parameters and a random salt (PWD-4)', async () => {
    const [one, other] = await Promise.all([argon2id.hash(PASSWORD), argon2id.hash(PASSWORD)]);
    expect(one).toMatch(
      /^hs384-argon2id\$2\$\$argon2id\$v=19\$m=19456,t=2,p=1\$[+/A-Za-z0-9]{22}\$[+/A-Za-z0-9]{43}$/,
    );
    expect(one).not.toBe(other);
    expect(argon2id.needsRehash(one)).toBe(false);
  });

  test('treats the same passwords as equal as with bcrypt (PWD-1, PWD-2, PWD-3, LOG-3)', async () => {
    const stored = await argon2id.hash(`${'x'.repeat(72)}é\ufffd`);
    expect(await argon2id.verify(`${'x'.repeat(72)}e\u0301\ufffd`, stored)).toBe(true);
    for (const other of ['é', 'É\ufffd', 'é\ufffd ', 'é\ud83d', `é\ufffd\0${'x'.repeat(72)}é\ufffd`]) {
      expect(await argon2id.verify('x'.repeat(72) + other, stored)).toBe(false);
    }
  });

  test('does not verify a hash with another pepper', async () => {
    const stored = await earlierHash({ scheme: ARGON2ID, pepper: 2, key: OLD_KEY }, PASSWORD);
    expect(await argon2id.verify(PASSWORD, stored)).toBe(false);
  });

  test('treats an unusable hash as a wrong password (PWD-8)', async () => {
    for (const stored of [null, '', 'hs384-argon2id$2$$argon2id$', `$2b$31$${FOREIGN}`]) {
      expect(await argon2id.verify(PASSWORD, stored)).toBe(false);
    }
  });

  test('verifies and rehashes bcrypt hashes, and the other way round (LOG-5)', async () => {
    const byBcrypt = await earlierHash({ scheme: BCRYPT, pepper: 2, key: KEY }, PASSWORD);
    expect(await argon2id.verify(PASSWORD, byBcrypt)).toBe(true);
    expect(await argon2id.verify('another one', byBcrypt)).toBe(false);
    expect(argon2id.needsRehash(byBcrypt)).toBe(true);

    const byArgon2id = await argon2id.hash(PASSWORD);
    expect(await hasher.verify(PASSWORD, byArgon2id)).toBe(true);
    expect(await hasher.verify('another one', byArgon2id)).toBe(false);
    expect(hasher.needsRehash(byArgon2id)).toBe(true);
  });

  test('verifies and rehashes hashes of another system', async () => {
    expect(await argon2id.verify('password', FOREIGN_ARGON2ID)).toBe(true);
    expect(await argon2id.verify('passwore', FOREIGN_ARGON2ID)).toBe(false);
    expect(argon2id.needsRehash(FOREIGN_ARGON2ID)).toBe(true);
  });

  test('takes equal work for all verifications after the first bcrypt hash (LOG-2, LOG-5)', async () => {
    const byBcrypt = await earlierHash(
      { scheme: { name: 'bcrypt', rounds: 10 }, pepper: 2, key: KEY },
      PASSWORD,
    );
    const byArgon2id = await argon2id.hash(PASSWORD);
    const before = await work(argon2id, null);
    await argon2id.verify(PASSWORD, byBcrypt);
    const unknownAccount = await work(argon2id, null);
    expect(unknownAccount / before).toBeGreaterThan(2);
    for (const stored of [byBcrypt, byArgon2id, 'malformed']) {
      expect((await work(argon2id, stored)) / unknownAccount).toBeGreaterThan(0.75);
      expect((await work(argon2id, stored)) / unknownAccount).toBeLessThan(1.33);
    }
  });
});

/** Returns the median processor time of a verification; other programs affect it less than elapsed time. */
async function work(ofHasher: RunningPasswordHasher, stored: string | null): Promise<number> {
  const times: number[] = [];
  for (let n = 0; n < 7; n += 1) {
    const before = process.cpuUsage();
    await ofHasher.verify('another one', stored);
    const { user, system } = process.cpuUsage(before);
    times.push(user + system);
  }
  return times.sort((one, other) => one - other)[3] ?? 0;
}
