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
/** Of PASSWORD, at cost 5, made by the crypt(3) of libxcrypt. */
const FOREIGN = 'abcdefghijklmnopqrstuufIcBIv1Z.n.qDUTluZsMzJwqFfwRCHm';
/** Of `password`: the first argon2id vector of the reference implementation's own test. */
const FOREIGN_ARGON2ID =
  '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc';
/** Of 72 times `x`, by the same. */
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

/** A hash that this hasher's predecessor made, with another pepper, scheme or cost. */
async function madeBefore(
  { scheme, pepper, key }: { scheme: PasswordHashScheme; pepper: number; key: Uint8Array },
  password: string,
): Promise<string> {
  const keys = new Map([[pepper, key]]);
  const before = startPasswordHasher({ scheme, pepper: { current: pepper, keys }, threads: 1, maxQueue: 1 });
  const stored = await before.hash(password);
  await before.stop();
  return stored;
}

describe('a password hash', () => {
  test('PWD-4 names its pepper and cost, and has a salt of its own', async () => {
    const [one, other] = await Promise.all([hasher.hash(PASSWORD), hasher.hash(PASSWORD)]);
    expect(one).toMatch(/^hs384-bcrypt\$2\$\$2b\$05\$[./A-Za-z0-9]{53}$/);
    expect(one).not.toBe(other);
  });

  test('PWD-1 of two passwords equal in the first 72 bytes verifies only its own', async () => {
    const stored = await hasher.hash(`${'x'.repeat(72)}one`);
    expect(await hasher.verify(`${'x'.repeat(72)}one`, stored)).toBe(true);
    expect(await hasher.verify(`${'x'.repeat(72)}two`, stored)).toBe(false);
    expect(await hasher.verify('x'.repeat(72), stored)).toBe(false);
  });

  test('PWD-1 of P does not verify P, NUL, P', async () => {
    const stored = await hasher.hash(PASSWORD);
    expect(await hasher.verify(`${PASSWORD}\0${PASSWORD}`, stored)).toBe(false);
    expect(await hasher.verify(`${PASSWORD}\0${PASSWORD}`, `$2b$05$${FOREIGN}`)).toBe(false);
  });

  test('PWD-1 of another system verifies 72 bytes, and never more', async () => {
    expect(await hasher.verify('x'.repeat(72), FOREIGN_LONGEST)).toBe(true);
    expect(await hasher.verify('x'.repeat(73), FOREIGN_LONGEST)).toBe(false);
  });

  test('PWD-2 verifies every spelling that NFC makes equal, and no compatibility spelling', async () => {
    const stored = await hasher.hash('ﬁancée crème');
    expect(await hasher.verify('ﬁance\u0301e cre\u0300me', stored)).toBe(true);
    expect(await hasher.verify('fiancée crème', stored)).toBe(false);
  });

  test('LOG-3 verifies the password exactly: no trim, no case fold', async () => {
    const stored = await hasher.hash(PASSWORD);
    expect(await hasher.verify(PASSWORD, stored)).toBe(true);
    expect(await hasher.verify(`${PASSWORD} `, stored)).toBe(false);
    expect(await hasher.verify(PASSWORD.toUpperCase(), stored)).toBe(false);
  });

  test('PWD-3 is never made of a lone surrogate, nor verifies one', async () => {
    await expect(hasher.hash('kolibri\ud83dzaun')).rejects.toThrow(TypeError);
    const stored = await hasher.hash('kolibri\ufffdzaun');
    expect(await hasher.verify('kolibri\ud83dzaun', stored)).toBe(false);
  });

  test.each(['2a', '2b', '2y'])('of another system verifies: $%s$', async (version) => {
    expect(await hasher.verify(PASSWORD, `$${version}$05$${FOREIGN}`)).toBe(true);
    expect(await hasher.verify('another one', `$${version}$05$${FOREIGN}`)).toBe(false);
  });

  test('of another system verifies with spare bits left in its salt', async () => {
    expect(await hasher.verify(PASSWORD, `$2y$05$${FOREIGN.replace('uuf', 'uvf')}`)).toBe(true);
  });

  test('does not verify when its pepper number names another key', async () => {
    const stored = await madeBefore({ scheme: BCRYPT, pepper: 2, key: OLD_KEY }, PASSWORD);
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
    // More than a thread should take for an import.
    ...['m=131073,t=1,p=1', 'm=65536,t=5,p=1', 'm=8,t=99999,p=1', 'm=65536,t=2,p=9', 'm=8,t=2,p=2'].map(
      (parameters) => FOREIGN_ARGON2ID.replace('m=65536,t=2,p=1', parameters),
    ),
  ])('PWD-8 that cannot be used means a wrong password: %j', async (stored) => {
    expect(await hasher.verify(PASSWORD, stored)).toBe(false);
  });

  test.each([null, 'malformed', `$2b$05$${FOREIGN}`])(
    'LOG-1 waits in the one queue whether or not it can be used: %j',
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

describe('a hash is made anew', () => {
  test('not when pepper and cost are the present ones', async () => {
    expect(hasher.needsRehash(await hasher.hash(PASSWORD))).toBe(false);
  });

  test('when its pepper was retired, with which it still verifies', async () => {
    const stored = await madeBefore({ scheme: BCRYPT, pepper: 1, key: OLD_KEY }, PASSWORD);
    expect(await hasher.verify(PASSWORD, stored)).toBe(true);
    expect(hasher.needsRehash(stored)).toBe(true);
  });

  test.each([ROUNDS - 1, ROUNDS + 1])('LOG-5 when its cost is another: %i', async (rounds) => {
    const stored = await madeBefore({ scheme: { name: 'bcrypt', rounds }, pepper: 2, key: KEY }, PASSWORD);
    expect(await hasher.verify(PASSWORD, stored)).toBe(true);
    expect(await hasher.verify('another one', stored)).toBe(false);
    expect(hasher.needsRehash(stored)).toBe(true);
  });

  test('when it is plain bcrypt', () => {
    expect(hasher.needsRehash(`$2y$05$${FOREIGN}`)).toBe(true);
  });
});

describe('the hasher', () => {
  test('does not start without the key of its pepper', () => {
    const pepper = { current: 3, keys: new Map([[2, KEY]]) };
    expect(() => startPasswordHasher({ scheme: BCRYPT, pepper, maxQueue: 1 })).toThrow(/no key for pepper 3/);
  });

  test.each([3, 17, 10.5])('does not start at cost %d', (rounds) => {
    const pepper = { current: 2, keys: new Map([[2, KEY]]) };
    const scheme = { name: 'bcrypt', rounds } as const;
    expect(() => startPasswordHasher({ scheme, pepper, maxQueue: 1 })).toThrow(/cost/);
  });
});

describe('with argon2id', () => {
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

  test('PWD-4 a hash names its pepper, its scheme and its parameters, and has a salt of its own', async () => {
    const [one, other] = await Promise.all([argon2id.hash(PASSWORD), argon2id.hash(PASSWORD)]);
    expect(one).toMatch(
      /^hs384-argon2id\$2\$\$argon2id\$v=19\$m=19456,t=2,p=1\$[+/A-Za-z0-9]{22}\$[+/A-Za-z0-9]{43}$/,
    );
    expect(one).not.toBe(other);
    expect(argon2id.needsRehash(one)).toBe(false);
  });

  test('PWD-1, PWD-2, PWD-3, LOG-3 the same passwords are equal as with bcrypt', async () => {
    const stored = await argon2id.hash(`${'x'.repeat(72)}é\ufffd`);
    expect(await argon2id.verify(`${'x'.repeat(72)}e\u0301\ufffd`, stored)).toBe(true);
    for (const other of ['é', 'É\ufffd', 'é\ufffd ', 'é\ud83d', `é\ufffd\0${'x'.repeat(72)}é\ufffd`]) {
      expect(await argon2id.verify('x'.repeat(72) + other, stored)).toBe(false);
    }
  });

  test('does not verify with another pepper', async () => {
    const stored = await madeBefore({ scheme: ARGON2ID, pepper: 2, key: OLD_KEY }, PASSWORD);
    expect(await argon2id.verify(PASSWORD, stored)).toBe(false);
  });

  test('PWD-8 what cannot be used means a wrong password', async () => {
    for (const stored of [null, '', 'hs384-argon2id$2$$argon2id$', `$2b$31$${FOREIGN}`]) {
      expect(await argon2id.verify(PASSWORD, stored)).toBe(false);
    }
  });

  test('LOG-5 a hash made by bcrypt verifies and is made anew, and the other way round', async () => {
    const byBcrypt = await madeBefore({ scheme: BCRYPT, pepper: 2, key: KEY }, PASSWORD);
    expect(await argon2id.verify(PASSWORD, byBcrypt)).toBe(true);
    expect(await argon2id.verify('another one', byBcrypt)).toBe(false);
    expect(argon2id.needsRehash(byBcrypt)).toBe(true);

    const byArgon2id = await argon2id.hash(PASSWORD);
    expect(await hasher.verify(PASSWORD, byArgon2id)).toBe(true);
    expect(await hasher.verify('another one', byArgon2id)).toBe(false);
    expect(hasher.needsRehash(byArgon2id)).toBe(true);
  });

  test('a hash of another system verifies and is made anew', async () => {
    expect(await argon2id.verify('password', FOREIGN_ARGON2ID)).toBe(true);
    expect(await argon2id.verify('passwore', FOREIGN_ARGON2ID)).toBe(false);
    expect(argon2id.needsRehash(FOREIGN_ARGON2ID)).toBe(true);
  });

  test('LOG-2, LOG-5 from the first hash of the other scheme on all verifications take the same', async () => {
    const byBcrypt = await madeBefore(
      { scheme: { name: 'bcrypt', rounds: 10 }, pepper: 2, key: KEY },
      PASSWORD,
    );
    const byArgon2id = await argon2id.hash(PASSWORD);
    const alone = await work(argon2id, null);
    await argon2id.verify(PASSWORD, byBcrypt);
    const nobodys = await work(argon2id, null);
    expect(nobodys / alone).toBeGreaterThan(2);
    for (const stored of [byBcrypt, byArgon2id, 'malformed']) {
      expect((await work(argon2id, stored)) / nobodys).toBeGreaterThan(0.75);
      expect((await work(argon2id, stored)) / nobodys).toBeLessThan(1.33);
    }
  });
});

/** What a verification takes of the processor, which other programs do not change as they change the time: a median. */
async function work(ofHasher: RunningPasswordHasher, stored: string | null): Promise<number> {
  const taken: number[] = [];
  for (let n = 0; n < 7; n += 1) {
    const before = process.cpuUsage();
    await ofHasher.verify('another one', stored);
    const { user, system } = process.cpuUsage(before);
    taken.push(user + system);
  }
  return taken.sort((one, other) => one - other)[3] ?? 0;
}
