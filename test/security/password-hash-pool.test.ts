import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { HasherBusy, PasswordHashPool } from '../../src/security/password-hash-pool.js';

const SALT = '$2b$04$abcdefghijklmnopqrstuu';
const JOB = { text: 'hunter2hunter2', salt: SALT, rounds: 4 };
/** Made by the crypt(3) of libxcrypt. */
const ANSWER = `${SALT}GVoEaTZE4J7DDP8KzFiBdlJoony9TfC`;
/** bcrypt throws on it, and with that the thread ends. */
const DEADLY = { ...JOB, salt: 'not a salt' };
/** Takes far longer than anything in these tests. */
const ENDLESS = { ...JOB, rounds: 20 };

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

  test('LOG-5 gives the same answer when a cheaper salt has to take the work of a higher cost', async () => {
    expect(await pool.run({ ...JOB, rounds: 7 })).toBe(ANSWER);
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
