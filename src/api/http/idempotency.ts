import { createHmac, randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { v5 as uuidv5 } from 'uuid';
import { open, seal } from '../../security/keys/aes-gcm.js';
import { deriveKey } from '../../security/keys/derive-key.js';
import { Problem } from './problems/problem.js';
import type { AnswerHeaders } from './route.js';

/** A complete answer, as it is kept and given again. */
export interface FinishedAnswer {
  readonly status: number;
  readonly headers: AnswerHeaders;
  readonly body: string;
  /** Who it has turned out to be for. */
  readonly user?: string;
}

export interface KeyedRequest {
  /** Who asks: the same key of another caller is another key. */
  readonly caller: string;
  /** The header as presented. */
  readonly key: string;
  /** The method, the path and the body: what makes it the same request. */
  readonly request: Buffer;
}

export interface Idempotency {
  /**
   * Works a request out once: a repeat gets the kept answer for a day. A process that was killed at it leaves it
   * to the next that is asked, with the same command id, so that nothing happens twice.
   *
   * @param work gets the id of the command, which follows from the key and the request
   * @throws Problem idempotency_key_reused, idempotency_key_in_use
   */
  once(request: KeyedRequest, work: (commandId: string) => Promise<FinishedAnswer>): Promise<FinishedAnswer>;
  stop(): Promise<void>;
}

const COMMANDS = '7b1d1c7e-52a4-4c1f-9d5a-6c8b1f0e2a37';
/** The first half of the advisory locks that say which processes live. */
const LOCK_CLASS = 1_129_923_652;
const CLEANING_MS = 10 * 60_000;
const RECONNECT_MS = 1000;

/**
 * Takes a key that is new, or that was left without an answer: by a process that is gone, or by this one where
 * the answer could not be kept.
 */
const TAKE = `
  insert into api.idempotency_keys as known (key_mac, request_mac, owner)
  values ($1, $2, $3)
  on conflict (key_mac) do update set owner = excluded.owner
    where known.answer is null
      and known.request_mac = excluded.request_mac
      and (known.owner = $3 or not exists (
        select from pg_locks
        where locktype = 'advisory' and classid = ${LOCK_CLASS} and objsubid = 2 and objid::bigint = known.owner))
  returning key_mac`;
const FIND = 'select request_mac, answer from api.idempotency_keys where key_mac = $1';
const KEEP = 'update api.idempotency_keys set answer = $2 where key_mac = $1';
const RELEASE = 'delete from api.idempotency_keys where key_mac = $1 and answer is null';
/** One batch, so that no statement grows with the traffic of a day. Index: idempotency_keys_by_age. */
const CLEAN = `
  delete from api.idempotency_keys where key_mac in (
    select key_mac from api.idempotency_keys
    where created_at < now() - interval '24 hours'
    order by created_at
    limit $1
    for update skip locked)`;
const CLEAN_BATCH = 10_000;

interface Options {
  readonly pool: Pool;
  readonly url: string;
  readonly masterSecret: string;
  readonly logger: Logger;
}

export function startIdempotency({ pool, url, masterSecret, logger }: Options): Idempotency {
  const macKey = deriveKey(masterSecret, 'idempotency keys');
  const owner = randomInt(1, 2 ** 31);
  /** What this process works on. A key of ours that is not in here is free, whatever its row says. */
  const underWay = new Set<string>();
  const stopping = new AbortController();
  const alive = holdLock(url, owner, stopping.signal, logger);
  const cleaning = setInterval(() => {
    clean(pool).catch((error: unknown) =>
      logger.warn({ err: error }, 'old idempotency keys were not deleted'),
    );
  }, CLEANING_MS);
  const mac = (...parts: (string | Buffer)[]) =>
    parts.reduce((hmac, part) => hmac.update(part).update('\0'), createHmac('sha256', macKey)).digest();

  async function kept(keyMac: Buffer, requestMac: Buffer, sealing: Buffer): Promise<FinishedAnswer> {
    const { rows } = await pool.query<{ request_mac: Buffer; answer: Buffer | null }>(FIND, [keyMac]);
    const [row] = rows;
    if (row !== undefined && !row.request_mac.equals(requestMac)) throw new Problem('idempotency_key_reused');
    if (row?.answer == null) throw new Problem('idempotency_key_in_use', { headers: { 'Retry-After': '1' } });
    return JSON.parse(open(row.answer, sealing, keyMac.toString('hex')).toString()) as FinishedAnswer;
  }

  /** Lets other processes have a key that came to no answer. Where this fails, the key stays with this process. */
  async function release(keyMac: Buffer): Promise<void> {
    await pool.query(RELEASE, [keyMac]).catch((error: unknown) => {
      logger.warn({ err: error }, 'an idempotency key was not released');
    });
  }

  return {
    async once({ caller, key, request }, work) {
      const keyMac = mac(caller, key);
      const requestMac = mac(caller, request);
      const sealing = deriveKey(masterSecret, `idempotency answer ${key}`);
      const name = keyMac.toString('hex');
      if (underWay.has(name)) return await kept(keyMac, requestMac, sealing);
      underWay.add(name);
      try {
        const taken = await pool.query(TAKE, [keyMac, requestMac, owner]);
        if (taken.rowCount === 0) return await kept(keyMac, requestMac, sealing);
        const commandId = uuidv5(`${name}/${requestMac.toString('hex')}`, COMMANDS);
        const answer = await work(commandId).catch(async (error: unknown) => {
          await release(keyMac);
          throw error;
        });
        await pool.query(KEEP, [keyMac, seal(Buffer.from(JSON.stringify(answer)), sealing, name)]);
        return answer;
      } finally {
        underWay.delete(name);
      }
    },
    async stop() {
      stopping.abort();
      clearInterval(cleaning);
      await alive;
    },
  };
}

/** Deletes the keys of more than a day ago. */
export async function clean(pool: Pool): Promise<void> {
  for (let deleted = CLEAN_BATCH; deleted === CLEAN_BATCH;) {
    const { rowCount } = await pool.query(CLEAN, [CLEAN_BATCH]);
    deleted = rowCount ?? 0;
  }
}

/** Holds the lock that tells others that this process lives, on a connection that ends with the process. */
async function holdLock(url: string, owner: number, stopped: AbortSignal, logger: Logger): Promise<void> {
  const isStopped = () => stopped.aborted;
  while (!isStopped()) {
    const client = new pg.Client({ connectionString: url, keepAlive: true });
    const ended = new Promise<void>((resolve) => client.once('end', resolve));
    const end = () => void client.end();
    client.on('error', (error) =>
      logger.warn({ err: error }, 'the connection that shows this process alive was lost'),
    );
    try {
      await client.connect();
      await client.query('select pg_advisory_lock($1, $2)', [LOCK_CLASS, owner]);
      stopped.addEventListener('abort', end, { once: true });
      if (isStopped()) end();
      await ended;
      stopped.removeEventListener('abort', end);
    } catch (error) {
      logger.warn({ err: error }, 'cannot show that this process is alive');
      await client.end();
      await sleep(RECONNECT_MS, undefined, { signal: stopped }).catch(() => undefined);
    }
  }
}
