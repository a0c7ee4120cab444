import { SignJWT } from 'jose';
import type { RecordedErasure } from '../keys/erasures/ledger.js';
import type { SigningKeys } from './signing-keys.js';

/** The `typ` of the header. No verifier of access tokens accepts it (RFC 8725 §3.11). */
const RECEIPT_TYPE = 'erasure-receipt+jwt';

/** The checkpoint of the signed tree that covers an erasure. */
export interface CoveringCheckpoint {
  readonly size: number;
  /** A signed note. */
  readonly note: string;
}

/**
 * Signs statements about complete erasures, with the keys of access tokens. A statement does not expire; the key verifies it as
 * long as its holder keeps the key set.
 *
 * @param issuer the URL of the service
 */
export function erasureReceipts(keys: SigningKeys, issuer: string) {
  return async (
    { userId, position, erasedAt, counts, completedAt }: RecordedErasure,
    checkpoint: CoveringCheckpoint | null,
    now: Date,
  ): Promise<string> => {
    const key = keys.signing();
    return await new SignJWT({
      position,
      erased_at: erasedAt.toISOString(),
      completed_at: completedAt?.toISOString() ?? null,
      removed: counts,
      checkpoint,
    })
      .setProtectedHeader({ alg: key.algorithm, typ: RECEIPT_TYPE, kid: key.id })
      .setIssuer(issuer)
      .setSubject(userId)
      .setIssuedAt(now)
      .sign(key.sign);
  };
}

export type ErasureReceipts = ReturnType<typeof erasureReceipts>;
