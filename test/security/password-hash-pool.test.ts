import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { HasherBusy, PasswordHashPool } from '../../src/security/passwords/hash-pool.js';

const SALT = '$2b$04$abcdefghijklmnopqrstuu';
const RECIPE = { scheme: 'bcrypt', salt: SALT, cost: 4 } as const;
const JOB = { text: 'hunter2hunter2', recipe: RECIPE, work: { bcryptCost: 4, argon2idKibPasses: 0 } };
/** Made by the crypt(3) of libxcrypt. */
const ANSWER = `${SALT}GVoEaTZE4J7DDP8KzFiBdlJoony9TfC`;
/** bcrypt throws on it, and with that the thread ends. */
const DEADLY = { ...JOB, recipe: { ...RECIPE, salt: 'not a salt' } };
/** Takes far longer than anything in these tests. */
const ENDLESS = { ...JOB, work: { bcryptCost: 20, argon2idKibPasses: 0 } };
/** The first argon2id vector of the reference implementation's own test. */
const ARGON2ID = {
  ...JOB,
  text: 'password',
  recipe: { scheme: 'argon2id', salt: 'c29tZXNhbHQ', kib: 65_536, passes: 2, lanes: 1, bytes: 32 },
} as const;
const ARGON2ID_ANSWER =
  '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc';

describe('the pool of hashing threads', () => {
  let pool: PasswordHashPool;

  beforeEach(() => {
    pool = new PasswordHashPool({ threads: 1, maxQueue: 3 });
  });
  afterEach(() => pool.stop());

  test('gives each caller the answer to its own job', async () => {
    const other = pool.run({ ...JOB, text: 'another one' });
    expect(await pool.run(JOB)).toBe(ANSWER);
    expect(await other).not.toBe(ANSWER);
  });

  test('LOG-5 gives the same answer when a cheaper recipe has to take the work of a dearer one', async () => {
    expect(await pool.run({ ...JOB, work: { bcryptCost: 7, argon2idKibPasses: 4096 } })).toBe(ANSWER);
  });

  test('computes argon2id as the reference implementation does', async () => {
    expect(await pool.run(ARGON2ID)).toBe(ARGON2ID_ANSWER);
    expect(await pool.run(JOB)).toBe(ANSWER);
  });

  test('says why a thread died over argon2id', async () => {
    const short = { ...ARGON2ID, recipe: { ...ARGON2ID.recipe, salt: 'c29t' } };
    await expect(pool.run(short)).rejects.toMatchObject({
      cause: { message: expect.stringMatching(/salt/i) },
    });
    expect(await pool.run(JOB)).toBe(ANSWER);
  });

  test('needs no more memory for many hashes than for a few', async () => {
    for (let n = 0; n < 10; n += 1) await pool.run(ARGON2ID);
    const before = process.memoryUsage.rss();
    for (let n = 0; n < 30; n += 1) await pool.run(ARGON2ID);
    expect(process.memoryUsage.rss() - before).toBeLessThan(2 * 65_536 * 1024);
  });

  test('refuses what does not fit in its queue, and says when to come again', async () => {
    const taken = [JOB, JOB, JOB, JOB].map((job) => pool.run(job));
    expect(pool.queued()).toBe(3);
    const refusal: unknown = await pool.run(JOB).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(HasherBusy);
    expect(refusal).toMatchObject({ retryAfterSeconds: 1 });
    expect(await Promise.all(taken)).toEqual([ANSWER, ANSWER, ANSWER, ANSWER]);
    expect(await pool.run(JOB)).toBe(ANSWER);
  });

  test('loses only the job over which a thread dies, and replaces the thread', async () => {
    const deaths = [pool.run(DEADLY), pool.run(DEADLY)];
    const next = pool.run(JOB);
    const outcomes = await Promise.allSettled(deaths);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await next).toBe(ANSWER);
    expect(await pool.run(JOB)).toBe(ANSWER);
  });

  test('says why a thread died', async () => {
    await expect(pool.run(DEADLY)).rejects.toMatchObject({
      message: 'A password hashing thread died.',
      cause: { message: expect.stringContaining('Invalid salt') },
    });
  });

  test('when stopped, rejects the running, the waiting and the late', async () => {
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
