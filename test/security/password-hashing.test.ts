import { afterAll, describe, expect, test } from '@jest/globals';
import { HasherBusy, startPasswordHasher } from '../../src/security/password-hashing.js';

const ROUNDS = 5;
const OLD_KEY = Buffer.alloc(32, 1);
const KEY = Buffer.alloc(32, 2);
const PASSWORD = 'pässword-π';
/** Of PASSWORD, at cost 5, made by the crypt(3) of libxcrypt. */
const FOREIGN = 'abcdefghijklmnopqrstuufIcBIv1Z.n.qDUTluZsMzJwqFfwRCHm';
/** Of 72 times `x`, by the same. */
const FOREIGN_LONGEST = '$2y$05$abcdefghijklmnopqrstuujf8SX2ahXLwp9w/B.Y5XdysS6yR576q';

const hasher = startPasswordHasher({
  rounds: ROUNDS,
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

/** A hash that this hasher's predecessor made, with another pepper or cost. */
async function madeBefore(
  { rounds, pepper, key }: { rounds: number; pepper: number; key: Uint8Array },
  password: string,
): Promise<string> {
  const keys = new Map([[pepper, key]]);
  const before = startPasswordHasher({ rounds, pepper: { current: pepper, keys }, threads: 1, maxQueue: 1 });
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
    const stored = await madeBefore({ rounds: ROUNDS, pepper: 2, key: OLD_KEY }, PASSWORD);
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
  ])('PWD-8 that cannot be used means a wrong password: %j', async (stored) => {
    expect(await hasher.verify(PASSWORD, stored)).toBe(false);
  });

  test.each([null, 'malformed', `$2b$05$${FOREIGN}`])(
    'LOG-1 waits in the one queue whether or not it can be used: %j',
    async (stored) => {
      const small = startPasswordHasher({
        rounds: ROUNDS,
        pepper: { current: 2, keys: new Map([[2, KEY]]) },
        threads: 1,
        maxQueue: 1,
      });
      const first = small.verify(PASSWORD, stored);
      const second = small.verify(PASSWORD, stored);
      expect(small.queued()).toBe(1);
      await expect(small.verify(PASSWORD, stored)).rejects.toThrow(HasherBusy);
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
    const stored = await madeBefore({ rounds: ROUNDS, pepper: 1, key: OLD_KEY }, PASSWORD);
    expect(await hasher.verify(PASSWORD, stored)).toBe(true);
    expect(hasher.needsRehash(stored)).toBe(true);
  });

  test.each([ROUNDS - 1, ROUNDS + 1])('LOG-5 when its cost is another: %i', async (rounds) => {
    const stored = await madeBefore({ rounds, pepper: 2, key: KEY }, PASSWORD);
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
    expect(() => startPasswordHasher({ rounds: ROUNDS, pepper, maxQueue: 1 })).toThrow(/no key for pepper 3/);
  });

  test.each([3, 17, 10.5])('does not start at cost %d', (rounds) => {
    const pepper = { current: 2, keys: new Map([[2, KEY]]) };
    expect(() => startPasswordHasher({ rounds, pepper, maxQueue: 1 })).toThrow(/cost/);
  });
});
