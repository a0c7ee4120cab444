import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { pino } from 'pino';
import type { FinishedAnswer } from '../../../src/api/http/finished-answer.js';
import {
  deleteExpiredAnswers,
  IdempotencyKeyInUse,
  startIdempotentAnswers,
} from '../../../src/security/request-stores/idempotent-answers.js';
import type {
  IdempotentAnswers,
  KeyedRequest,
} from '../../../src/security/request-stores/idempotent-answers.js';
import { waitFor } from '../../support/clients/wait-for.js';
import { openFaultProxy } from '../../support/hostile/fault-proxy.js';
import { NOTE_ID, startDemoApi } from '../../support/server/demo-api.js';
import type { DemoApi } from '../../support/server/demo-api.js';

let api: DemoApi;
let pool: pg.Pool;

beforeAll(async () => {
  api = await startDemoApi();
  pool = new pg.Pool({ connectionString: api.databaseUrl, max: 5 });
  // The database may close an idle connection before the pool does.
  pool.on('error', () => undefined);
});

beforeEach(() => {
  api.world.written = 0;
});

afterAll(async () => {
  await pool.end();
  await api.stop();
});

async function write(key: string, text: string, source = '198.51.100.1') {
  const response = await fetch(`${api.url}/demo/notes`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': key, 'x-forwarded-for': source },
    body: JSON.stringify({ text }),
  });
  const body = (await response.json()) as Record<string, unknown>;
  return { status: response.status, headers: response.headers, body };
}

async function rows(): Promise<string> {
  const found = await pool.query('select * from credence_requests.idempotency_keys');
  return JSON.stringify(found.rows, (_name, value: unknown) => {
    const bytes = value as { type?: string; data?: number[] } | null;
    return bytes?.type === 'Buffer' ? Buffer.from(bytes.data ?? []).toString('latin1') : value;
  });
}

describe('requests with an Idempotency-Key (REG-11)', () => {
  test('a retry returns the same answer without running again', async () => {
    const key = randomUUID();
    const first = await write(key, 'once');
    const repeat = await write(key, 'once');
    expect([first.status, first.body]).toEqual([201, repeat.body]);
    expect(repeat.status).toBe(201);
    expect(repeat.headers.get('event-position')).toBe(first.headers.get('event-position'));
    expect(api.world.written).toBe(1);
  });

  test('the same key with another body is rejected', async () => {
    const key = randomUUID();
    await write(key, 'one');
    const other = await write(key, 'two');
    expect([other.status, other.body['code']]).toEqual([422, 'idempotency_key_reused']);
    expect(api.world.written).toBe(1);
  });

  test('a retry returns the same problem with its headers', async () => {
    const key = randomUUID();
    for (const answer of [await write(key, 'wrong'), await write(key, 'wrong')]) {
      expect([answer.status, answer.body['code']]).toEqual([401, 'invalid_credentials']);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="credence"');
      expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    }
    expect(api.world.written).toBe(1);
  });

  test.each(['bug', 'away'])(
    'a retry runs again after an internal or a temporary failure (%s)',
    async (failure) => {
      const key = randomUUID();
      expect((await write(key, failure)).status).toBeGreaterThanOrEqual(500);
      expect((await write(key, failure)).status).toBeGreaterThanOrEqual(500);
      expect(api.world.written).toBe(2);
    },
  );

  test('a retry is rejected while the first request is in progress', async () => {
    const key = randomUUID();
    let open = () => {};
    api.world.gate = new Promise((resolve) => (open = resolve));
    const first = write(key, 'slow');
    while (api.world.written === 0) await new Promise(setImmediate);
    const meanwhile = await write(key, 'slow');
    open();
    api.world.gate = Promise.resolve();
    expect([meanwhile.status, meanwhile.body['code']]).toEqual([409, 'idempotency_key_in_use']);
    expect(meanwhile.headers.get('retry-after')).toBe('1');
    expect((await first).status).toBe(201);
    expect((await write(key, 'slow')).status).toBe(201);
    expect(api.world.written).toBe(1);
  });

  test('concurrent requests with one key run once', async () => {
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 20 }, () => write(key, 'many')));
    expect(api.world.written).toBe(1);
    for (const { status } of answers) expect([201, 409]).toContain(status);
  });

  test('the same key of another caller is another key', async () => {
    const key = randomUUID();
    const patch = async (token: string, text: string) => {
      const { status } = await fetch(`${api.url}/demo/notes/${NOTE_ID}`, {
        method: 'PATCH',
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          'idempotency-key': key,
        },
        body: JSON.stringify({ text }),
      });
      return status;
    };
    const [ada, grace] = [await api.userToken(), await api.userToken()];
    expect([await patch(ada, 'a'), await patch(grace, 'b'), await patch(ada, 'b')]).toEqual([200, 200, 422]);
  });

  test('the same key of an anonymous caller in another network is another key (REG-11)', async () => {
    const key = randomUUID();
    const stranger = await write(key, 'guessed', '203.0.113.66');
    const victim = await write(key, 'mine');
    const repeat = await write(key, 'mine');
    expect([stranger.status, victim.status, repeat.status]).toEqual([201, 201, 201]);
    expect(repeat.body).toEqual(victim.body);
    expect(victim.body['text']).toBe('mine');
    expect(api.world.written).toBe(2);
  });

  test.each(['', 'a b', 'ü', 'a'.repeat(256)])('the malformed key "%s" is rejected', async (key) => {
    expect((await write(key, 'a')).status).toBe(422);
  });

  test('the store contains neither the key nor the answer in clear text', async () => {
    const key = `visible-${randomUUID()}`;
    const { body } = await write(key, 'a secret note');
    const stored = await rows();
    expect(stored).not.toContain(key);
    expect(stored).not.toContain('secret note');
    expect(stored).not.toContain(body['command_id']);
  });

  test('keys are deleted after 24 hours', async () => {
    const [old, young] = [randomUUID(), randomUUID()];
    await write(old, 'old');
    await pool.query(
      `update credence_requests.idempotency_keys set created_at = now() - interval '25 hours'`,
    );
    await write(young, 'young');
    await deleteExpiredAnswers(pool);
    const { rowCount } = await pool.query('select from credence_requests.idempotency_keys');
    expect(rowCount).toBe(1);
    await write(young, 'young');
    expect(api.world.written).toBe(2);
  });
});

describe('idempotency across processes', () => {
  const logger = pino({ level: 'silent' });
  const answer: FinishedAnswer = { status: 200, headers: {}, body: '"done"' };
  const request = () => ({ caller: 'anonymous', key: randomUUID(), request: Buffer.from('POST /\0{}') });
  const start = (connections = pool): IdempotentAnswers =>
    startIdempotentAnswers({ pool: connections, masterSecret: 'one master secret of them all', logger });

  /** Starts a request that does not end before `finish`. */
  async function startSlowRequest(answers: IdempotentAnswers, keyed: KeyedRequest) {
    let finish = (_answer: FinishedAnswer) => {};
    let commandId = '';
    const answered = answers.once(keyed, (id) => {
      commandId = id;
      return new Promise<FinishedAnswer>((resolve) => (finish = resolve));
    });
    answered.catch(() => undefined);
    await waitFor('the request is in progress', () => commandId !== '');
    return { commandId, answered, finish: (own: FinishedAnswer) => finish(own) };
  }

  /** Repeats a request until it is no longer refused because of its key, and returns its answer. */
  async function retry(answers: IdempotentAnswers, keyed: KeyedRequest, own: FinishedAnswer) {
    const commandIds: string[] = [];
    const found = await waitFor('the key is free', async () => {
      try {
        return await answers.once(keyed, (commandId) => {
          commandIds.push(commandId);
          return Promise.resolve(own);
        });
      } catch (error) {
        if (error instanceof IdempotencyKeyInUse) return undefined;
        throw error;
      }
    });
    return { found, commandIds };
  }

  test('a key stays in use for as long as its request runs', async () => {
    const [first, second] = [start(), start()];
    const keyed = request();
    const slow = await startSlowRequest(first, keyed);
    for (let seconds = 0; seconds < 6; seconds += 1) {
      const refused = second.once(keyed, () => Promise.resolve(answer));
      await expect(refused).rejects.toBeInstanceOf(IdempotencyKeyInUse);
      await sleep(1000);
    }
    slow.finish(answer);
    await slow.answered;
    const { found, commandIds } = await retry(second, keyed, answer);
    expect([found, commandIds]).toEqual([answer, []]);
    await Promise.all([first.stop(), second.stop()]);
  });

  test('a key is free when its process has ended, and the retry has the same command id', async () => {
    const [first, second] = [start(), start()];
    const keyed = request();
    const slow = await startSlowRequest(first, keyed);
    await first.stop();
    const { found, commandIds } = await retry(second, keyed, answer);
    expect([found, commandIds]).toEqual([answer, [slow.commandId]]);
    await second.stop();
  });

  test('a process that is cut off holds its keys for at most 5 s, and its late answer replaces none (EVT-15)', async () => {
    const proxy = await openFaultProxy(api.databaseUrl);
    const cutOff = new pg.Pool({ connectionString: proxy.url, max: 5 });
    cutOff.on('error', () => undefined);
    const [first, second] = [start(cutOff), start()];
    const keyed = request();
    const slow = await startSlowRequest(first, keyed);
    await sleep(1500);
    proxy.freeze();
    const frozenAt = performance.now();
    const { found, commandIds } = await retry(second, keyed, answer);
    expect(performance.now() - frozenAt).toBeLessThan(5000);
    expect([found, commandIds]).toEqual([answer, [slow.commandId]]);

    proxy.resume();
    slow.finish({ ...answer, body: '"late"' });
    await slow.answered;
    expect(await retry(second, keyed, answer)).toEqual({ found: answer, commandIds: [] });
    await Promise.all([first.stop(), second.stop()]);
    await cutOff.end();
    await proxy.stop();
  });

  test('an answer is available to other processes', async () => {
    const keyed = request();
    const first = start();
    await first.once(keyed, () => Promise.resolve(answer));
    await first.stop();
    const second = start();
    const repeat = await second.once(keyed, () => Promise.reject(new Error('the work ran again')));
    expect(repeat).toEqual(answer);
    await second.stop();
  });
});
