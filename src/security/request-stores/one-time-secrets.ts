import { createHmac, randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import { open, seal } from '../keys/aes-gcm.js';
import { deriveKey } from '../keys/derive-key.js';

/**
 * Secrets that are valid once, on any instance, with data attached. A reader of the store learns neither the secrets nor
 * the data.
 */
export interface OneTimeSecrets {
  /** @returns a new secret: 256 random bits in base64url */
  issue(purpose: Purpose, data: object, lifeMs: number): Promise<string>;
  /** Returns the data of a secret, or null if the secret is used, expired, or of another purpose. */
  redeem(purpose: Purpose, secret: string): Promise<unknown>;
  /** Marks a secret of another issuer as used, such as an ID token. @returns whether it was unused */
  spend(purpose: Purpose, secret: string, lifeMs: number): Promise<boolean>;
}

type Purpose =
  | 'oauth state'
  | 'oauth code'
  | 'id token'
  | 'saml request'
  | 'saml test'
  | 'saml assertion'
  | 'saml logout'
  | 'saml sign-out';

const SECRET_BYTES = 32;

/** Runs before each insert. Index: one_time_secrets_by_age. */
const DELETE_EXPIRED = `
  delete from credence_requests.one_time_secrets where secret_mac in (
    select secret_mac from credence_requests.one_time_secrets where expires_at < now() limit 100 for update skip locked)`;
const INSERT = `
  insert into credence_requests.one_time_secrets (secret_mac, sealed, expires_at)
  values ($1, $2, now() + $3 * interval '1 millisecond')
  on conflict do nothing`;
const REDEEM = `
  delete from credence_requests.one_time_secrets where secret_mac = $1 returning sealed, expires_at > now() as valid`;

export function oneTimeSecrets(pool: Pool, masterSecret: string): OneTimeSecrets {
  const macKey = deriveKey(masterSecret, 'one-time secrets');
  const macOf = (purpose: Purpose, secret: string) =>
    createHmac('sha256', macKey).update(`${purpose}\0${secret}`).digest();
  const sealingKey = (secret: string) => deriveKey(masterSecret, `one-time secret ${secret}`);

  async function insert(mac: Buffer, sealed: Buffer, lifeMs: number): Promise<boolean> {
    await pool.query(DELETE_EXPIRED);
    const { rowCount } = await pool.query(INSERT, [mac, sealed, lifeMs]);
    return rowCount === 1;
  }

  return {
    async issue(purpose, data, lifeMs) {
      const secret = randomBytes(SECRET_BYTES).toString('base64url');
      const text = Buffer.from(JSON.stringify(data));
      await insert(macOf(purpose, secret), seal(text, sealingKey(secret), purpose), lifeMs);
      return secret;
    },

    async redeem(purpose, secret) {
      const { rows } = await pool.query<{ sealed: Buffer; valid: boolean }>(REDEEM, [macOf(purpose, secret)]);
      const [row] = rows;
      if (row?.valid !== true) return null;
      return JSON.parse(open(row.sealed, sealingKey(secret), purpose).toString()) as unknown;
    },

    spend: (purpose, secret, lifeMs) => insert(macOf(purpose, secret), Buffer.alloc(0), lifeMs),
  };
}
