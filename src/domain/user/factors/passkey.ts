import { z } from 'zod';
import { DomainError } from '../../domain-error.js';
import { defineEvent, internal, personal } from '../../event.js';
import type { EventOf, Recorded } from '../../event.js';
import { claimStreamSchema, factorIdSchema } from '../../ids.js';
import type { ClaimStream, FactorId } from '../../ids.js';
import { plainText } from '../plain-text.js';

/**
 * The kinds of WebAuthn credentials. A passkey verifies its owner and signs in alone; a security key is the second of two
 * proofs.
 */
export const credentialKind = z.enum(['passkey', 'security_key']);
export type CredentialKind = z.output<typeof credentialKind>;

/**
 * A WebAuthn credential was added. Bytes are in base64url. `aaguid` names the model of the authenticator, as far as the
 * `attestation` is evidence of it: `verified` was signed by its maker. `rp_id` is the domain that the credential works for.
 */
export const passkeyAdded = defineEvent('PasskeyAdded', {
  factor_id: factorIdSchema,
  kind: credentialKind,
  name: personal('factor_name'),
  credential_id: personal('factor_key'),
  claim: internal(claimStreamSchema),
  public_key: personal('factor_key'),
  algorithm: z.int(),
  sign_count: z.int().nonnegative(),
  transports: z.array(z.string()),
  aaguid: z.string(),
  backup_eligible: z.boolean(),
  backed_up: z.boolean(),
  user_verified: z.boolean(),
  rp_id: z.string(),
  user_handle: personal('factor_key'),
  attestation: z.enum(['none', 'self', 'unverified', 'verified']),
});

type PasskeyAdded = EventOf<typeof passkeyAdded>;

/** A WebAuthn credential of an account. */
export interface Passkey {
  readonly kind: CredentialKind;
  readonly id: FactorId;
  /** The user's own name for it. */
  readonly name: string;
  readonly credentialId: string;
  /** The claim stream that reserves the credential for the account. */
  readonly claim: ClaimStream;
  readonly publicKey: string;
  /** The counter of the authenticator at the registration. */
  readonly signCount: number;
  readonly transports: readonly string[];
  readonly aaguid: string;
  /** True if the credential can be copied to other devices. */
  readonly backupEligible: boolean;
  /** True if it had been copied at the registration. */
  readonly backedUp: boolean;
  readonly rpId: string;
  readonly userHandle: string;
  readonly addedAt: Date;
}

/** The credential is registered already, with this account or another one. */
export class FactorExists extends DomainError {
  readonly code = 'factor_exists';
}

/** Folds the event that adds a credential. */
export function passkeyOf({ data, occurredAt }: Recorded<PasskeyAdded>): Passkey {
  return {
    kind: data.kind,
    id: data.factor_id,
    name: plainText(data.name),
    credentialId: plainText(data.credential_id),
    claim: data.claim,
    publicKey: plainText(data.public_key),
    signCount: data.sign_count,
    transports: data.transports,
    aaguid: data.aaguid,
    backupEligible: data.backup_eligible,
    backedUp: data.backed_up,
    rpId: data.rp_id,
    userHandle: plainText(data.user_handle),
    addedAt: occurredAt,
  };
}
