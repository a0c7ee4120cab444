import { createHmac, randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import { open, seal } from '../keys/aes-gcm.js';
import { deriveKey } from '../keys/derive-key.js';

/**
 * What belongs to secrets that are presented once, on whatever instance. Who reads the store finds neither the secrets
 * nor what belongs to them.
 */
export interface OneTimeSecrets {
  /** @returns a new secret: 256 random bits in base64url */
  issue(purpose: Purpose, belonging: object, lifeMs: number): Promise<string>;
  /** What belongs to a secret; whoever asks again, or too late, or for another purpose, gets null. */
  redeem(purpose: Purpose, secret: string): Promise<unknown>;
  /** Spends something that others have issued, such as an ID token. @returns whether it was not spent before */
  spend(purpose: Purpose, secret: string, lifeMs: number): Promise<boolean>;
}

type Purpose = 'oauth state' | 'oauth code' | 'id token';

const SECRET_BYTES = 32;

/** What has expired goes with each that comes. Index: one_time_secrets_by_age. */
const CLEAN = `
  delete from api.one_time_secrets where secret_mac in (
    select secret_mac from api.one_time_secrets where expires_at < now() limit 100 for update skip locked)`;
const INSERT = `
  insert into api.one_time_secrets (secret_mac, sealed, expires_at)
  values ($1, $2, now() + $3 * interval '1 millisecond')
  on conflict do nothing`;
const TAKE =
  'delete from api.one_time_secrets where secret_mac = $1 returning sealed, expires_at > now() as lives';

export function oneTimeSecrets(pool: Pool, masterSecret: string): OneTimeSecrets {
  const macKey = deriveKey(masterSecret, 'one-time secrets');
  const macOf = (purpose: Purpose, secret: string) =>
    createHmac('sha256', macKey).update(`${purpose}\0${secret}`).digest();
  const sealingOf = (secret: string) => deriveKey(masterSecret, `one-time secret ${secret}`);

  async function insert(mac: Buffer, sealed: Buffer, lifeMs: number): Promise<boolean> {
    await pool.query(CLEAN);
    const { rowCount } = await pool.query(INSERT, [mac, sealed, lifeMs]);
    return rowCount === 1;
  }

  return {
    async issue(purpose, belonging, lifeMs) {
      const secret = randomBytes(SECRET_BYTES).toString('base64url');
      const text = Buffer.from(JSON.stringify(belonging));
      await insert(macOf(purpose, secret), seal(text, sealingOf(secret), purpose), lifeMs);
      return secret;
    },

    async redeem(purpose, secret) {
      const { rows } = await pool.query<{ sealed: Buffer; lives: boolean }>(TAKE, [macOf(purpose, secret)]);
      const [row] = rows;
      if (row?.lives !== true) return null;
      return JSON.parse(open(row.sealed, sealingOf(secret), purpose).toString()) as unknown;
    },

    spend: (purpose, secret, lifeMs) => insert(macOf(purpose, secret), Buffer.alloc(0), lifeMs),
  };
}
