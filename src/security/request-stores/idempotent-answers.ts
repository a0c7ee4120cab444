import { createHmac, randomInt } from 'node:crypto';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { v5 as uuidv5 } from 'uuid';
import { open, seal } from '../keys/aes-gcm.js';
import { deriveKey } from '../keys/derive-key.js';

export interface KeyedRequest {
  /** The caller. The same key of another caller is another key. */
  readonly caller: string;
  /** The `Idempotency-Key` header as received. */
  readonly key: string;
  /** The bytes that identify the request: method, path and body. */
  readonly request: Buffer;
}

/** The key was already used for a different request. */
export class IdempotencyKeyReused extends Error {
  override readonly name = 'IdempotencyKeyReused';
}

/** The first request with the key is still in progress. */
export class IdempotencyKeyInUse extends Error {
  override readonly name = 'IdempotencyKeyInUse';
}

export interface IdempotentAnswers {
  /**
   * Runs a request once. Retries get the stored answer for 24 hours. If the process ends, or stands still for seconds,
   * before the answer is stored, the next retry runs the request again with the same command id, so that it takes effect
   * once.
   *
   * @param work receives a command id derived from the key and the request; its answer must survive JSON
   * @throws IdempotencyKeyReused, IdempotencyKeyInUse
   */
  once<Answer extends object>(
    request: KeyedRequest,
    work: (commandId: string) => Promise<Answer>,
  ): Promise<Answer>;
  stop(): Promise<void>;
}

/** The namespace of command ids (RFC 9562 §5.5). */
const COMMAND_NAMESPACE = '7b1d1c7e-52a4-4c1f-9d5a-6c8b1f0e2a37';
const CLEANUP_INTERVAL_MS = 10 * 60_000;
/** A request in progress renews its key after this time, and loses it after the lease without a renewal. */
const RENEW_MS = 1000;
const LEASE_MS = 4000;

const LEASE_END = `clock_timestamp() + interval '${String(LEASE_MS)} milliseconds'`;

/**
 * Acquires a key that is new or has no answer. A key without an answer is free if its lease has ended, or if this process
 * failed to store the answer.
 */
const ACQUIRE = `
  insert into credence_requests.idempotency_keys as existing (key_mac, request_mac, owner, held_until)
  values ($1, $2, $3, ${LEASE_END})
  on conflict (key_mac) do update set owner = excluded.owner, held_until = excluded.held_until
    where existing.answer is null
      and existing.request_mac = excluded.request_mac
      and (existing.owner = $3 or existing.held_until < clock_timestamp())
  returning key_mac`;
const RENEW = `
  update credence_requests.idempotency_keys set held_until = ${LEASE_END}
  where key_mac = any ($1) and owner = $2 and answer is null`;
const FIND = 'select request_mac, answer from credence_requests.idempotency_keys where key_mac = $1';
/** The first answer stays: another process may have taken over a key whose lease had ended. */
const STORE_ANSWER =
  'update credence_requests.idempotency_keys set answer = $2 where key_mac = $1 and answer is null';
const RELEASE =
  'delete from credence_requests.idempotency_keys where key_mac = $1 and owner = $2 and answer is null';
/** Deletes one batch, so that the size of a statement does not grow with traffic. Index: idempotency_keys_by_age. */
const DELETE_EXPIRED = `
  delete from credence_requests.idempotency_keys where key_mac in (
    select key_mac from credence_requests.idempotency_keys
    where created_at < now() - interval '24 hours'
    order by created_at
    limit $1
    for update skip locked)`;
const DELETE_BATCH = 10_000;

interface Options {
  readonly pool: Pool;
  readonly masterSecret: string;
  readonly logger: Logger;
}

/** Stores the answers of requests with an `Idempotency-Key`, encrypted under a key derived from that header. */
export function startIdempotentAnswers({ pool, masterSecret, logger }: Options): IdempotentAnswers {
  const macKey = deriveKey(masterSecret, 'idempotency keys');
  const owner = randomInt(1, 2 ** 31);
  /** The keys in progress in this process. Any other key with its owner number is free. */
  const inProgress = new Map<string, { readonly keyMac: Buffer; readonly since: number }>();
  const renewal = setInterval(() => {
    renewLeases().catch((error: unknown) => logger.warn({ err: error }, 'idempotency keys not renewed'));
  }, RENEW_MS);
  const cleanup = setInterval(() => {
    deleteExpiredAnswers(pool).catch((error: unknown) =>
      logger.warn({ err: error }, 'expired idempotency keys not deleted'),
    );
  }, CLEANUP_INTERVAL_MS);
  const mac = (...parts: (string | Buffer)[]) =>
    parts.reduce((hmac, part) => hmac.update(part).update('\0'), createHmac('sha256', macKey)).digest();

  async function storedAnswer(keyMac: Buffer, requestMac: Buffer, sealingKey: Buffer): Promise<unknown> {
    const { rows } = await pool.query<{ request_mac: Buffer; answer: Buffer | null }>(FIND, [keyMac]);
    const [row] = rows;
    if (row !== undefined && !row.request_mac.equals(requestMac)) throw new IdempotencyKeyReused();
    if (row?.answer == null) throw new IdempotencyKeyInUse();
    return JSON.parse(open(row.answer, sealingKey, keyMac.toString('hex')).toString());
  }

  /** Most requests end before their first renewal, so this seldom needs a statement. */
  async function renewLeases(): Promise<void> {
    const startedBefore = performance.now() - RENEW_MS;
    const keys = [...inProgress.values()].flatMap(({ keyMac, since }) =>
      since <= startedBefore ? [keyMac] : [],
    );
    if (keys.length > 0) await pool.query(RENEW, [keys, owner]);
  }

  /** Releases a key without an answer for other processes. If that fails, only this process can use the key. */
  async function release(keyMac: Buffer): Promise<void> {
    await pool.query(RELEASE, [keyMac, owner]).catch((error: unknown) => {
      logger.warn({ err: error }, 'idempotency key not released');
    });
  }

  return {
    async once<Answer extends object>(
      { caller, key, request }: KeyedRequest,
      work: (commandId: string) => Promise<Answer>,
    ) {
      const keyMac = mac(caller, key);
      const requestMac = mac(caller, request);
      const sealingKey = deriveKey(masterSecret, `idempotency answer ${key}`);
      const name = keyMac.toString('hex');
      // The stored answer of this key was made by the same kind of work.
      const stored = async () => (await storedAnswer(keyMac, requestMac, sealingKey)) as Answer;
      if (inProgress.has(name)) return await stored();
      inProgress.set(name, { keyMac, since: performance.now() });
      try {
        const acquired = await pool.query(ACQUIRE, [keyMac, requestMac, owner]);
        if (acquired.rowCount === 0) return await stored();
        const commandId = uuidv5(`${name}/${requestMac.toString('hex')}`, COMMAND_NAMESPACE);
        const answer = await work(commandId).catch(async (error: unknown) => {
          await release(keyMac);
          throw error;
        });
        await pool.query(STORE_ANSWER, [keyMac, seal(Buffer.from(JSON.stringify(answer)), sealingKey, name)]);
        return answer;
      } finally {
        inProgress.delete(name);
      }
    },

    stop() {
      clearInterval(renewal);
      clearInterval(cleanup);
      return Promise.resolve();
    },
  };
}

/** Deletes keys and answers older than 24 hours. */
export async function deleteExpiredAnswers(pool: Pool): Promise<void> {
  for (let deleted = DELETE_BATCH; deleted === DELETE_BATCH;) {
    const { rowCount } = await pool.query(DELETE_EXPIRED, [DELETE_BATCH]);
    deleted = rowCount ?? 0;
  }
}
