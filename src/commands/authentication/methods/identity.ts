import type { Proof } from './proof.js';

/** The proof of a verified answer of an identity provider. RFC 8176 defines no method for it; `fed` is in common use. */
export const IDENTITY_PROOF: Proof = { kind: 'provider', amr: ['fed'], factorId: null, spent: [] };
