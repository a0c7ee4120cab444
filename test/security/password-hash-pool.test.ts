import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { HasherBusy, PasswordHashPool } from '../../src/security/passwords/hash-pool.js';
import { workFor } from '../../src/security/passwords/hash-work.js';

const SALT = '$2b$04$abcdefghijklmnopqrstuu';
const RECIPE = { scheme: 'bcrypt', salt: SALT, cost: 4 } as const;
const JOB = { text: 'hunter2hunter2', recipe: RECIPE, work: workFor(RECIPE) };
/** Computed with crypt(3) of libxcrypt. */
const HASH = `${SALT}GVoEaTZE4J7DDP8KzFiBdlJoony9TfC`;
/** bcrypt throws for this salt, which ends the thread. */
const FATAL = { ...JOB, recipe: { ...RECIPE, salt: 'not a salt' } };
/** Takes far longer than a test. */
const ENDLESS = { ...JOB, work: { ...JOB.work, bcryptCost: 20 } };
/** The first argon2id test vector of the reference implementation. */
const ARGON2ID = {
  ...JOB,
  text: 'password',
  recipe: { scheme: 'argon2id', salt: 'c29tZXNhbHQ', kib: 65_536, passes: 2, lanes: 1, bytes: 32 },
} as const;
const ARGON2ID_HASH =
  '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc';

describe('the pool of hashing threads', () => {
  let pool: PasswordHashPool;

  beforeEach(() => {
    pool = new PasswordHashPool({ threads: 1, maxQueue: 3 });
  });
  afterEach(() => pool.stop());

  test('returns to each caller the result of its own job', async () => {
    const other = pool.run({ ...JOB, text: 'another one' });
    expect(await pool.run(JOB)).toBe(HASH);
    expect(await other).not.toBe(HASH);
  });

  test('returns the same hash if a cheap recipe is padded to more work (LOG-5)', async () => {
    const work = {
      bcryptCost: 7,
      argon2idKibPasses: 4096,
      pbkdf2Iterations: 10,
      scryptBlocks: 1000,
      shaCryptRounds: 1,
    };
    expect(await pool.run({ ...JOB, work })).toBe(HASH);
  });

  test('computes argon2id as the reference implementation does', async () => {
    expect(await pool.run(ARGON2ID)).toBe(ARGON2ID_HASH);
    expect(await pool.run(JOB)).toBe(HASH);
  });

  test('reports the cause of a thread death in argon2id', async () => {
    const short = { ...ARGON2ID, recipe: { ...ARGON2ID.recipe, salt: 'c29t' } };
    await expect(pool.run(short)).rejects.toMatchObject({
      cause: { message: expect.stringMatching(/salt/i) },
    });
    expect(await pool.run(JOB)).toBe(HASH);
  });

  test('does not leak memory over many hashes', async () => {
    for (let n = 0; n < 10; n += 1) await pool.run(ARGON2ID);
    const before = process.memoryUsage.rss();
    for (let n = 0; n < 30; n += 1) await pool.run(ARGON2ID);
    expect(process.memoryUsage.rss() - before).toBeLessThan(2 * 65_536 * 1024);
  });

  test('rejects jobs beyond its queue with a retry time', async () => {
    const accepted = [JOB, JOB, JOB, JOB].map((job) => pool.run(job));
    expect(pool.queued()).toBe(3);
    const rejection: unknown = await pool.run(JOB).catch((error: unknown) => error);
    expect(rejection).toBeInstanceOf(HasherBusy);
    expect(rejection).toMatchObject({ retryAfterSeconds: 1 });
    expect(await Promise.all(accepted)).toEqual([HASH, HASH, HASH, HASH]);
    expect(await pool.run(JOB)).toBe(HASH);
  });

  test('replaces a dead thread and loses only its job', async () => {
    const fatal = [pool.run(FATAL), pool.run(FATAL)];
    const next = pool.run(JOB);
    const outcomes = await Promise.allSettled(fatal);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await next).toBe(HASH);
    expect(await pool.run(JOB)).toBe(HASH);
  });

  test('reports the cause of a thread death', async () => {
    await expect(pool.run(FATAL)).rejects.toMatchObject({
      message: 'A password hashing thread died.',
      cause: { message: expect.stringContaining('Invalid salt') },
    });
  });

  test('rejects running, queued and later jobs when it stops', async () => {
    const outcomes = Promise.allSettled([pool.run(ENDLESS), pool.run(JOB)]);
    await pool.stop();
    for (const outcome of await outcomes) {
      expect(outcome).toMatchObject({
        status: 'rejected',
        reason: { message: expect.stringContaining('stopped') },
      });
    }
    await expect(pool.run(JOB)).rejects.toThrow('stopped');
    expect(pool.queued()).toBe(0);
  });
});
