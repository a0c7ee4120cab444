import { createHmac } from 'node:crypto';
import type { OrganizationId } from '../../domain/ids.js';
import { deriveKey } from '../keys/derive-key.js';

/** The TXT record by which the administrator of a domain proves that an organisation may use it. */
export interface DomainProof {
  readonly name: string;
  readonly value: string;
}

/** Returns the record that proves a domain for one organisation. Nothing about it is stored. */
export type DomainProofs = (organizationId: OrganizationId, domain: string) => DomainProof;

export function domainProofs(masterSecret: string): DomainProofs {
  const key = deriveKey(masterSecret, 'domain proofs');
  return (organizationId, domain) => {
    const digest = createHmac('sha256', key).update(`${organizationId}|${domain}`).digest('base64url');
    return { name: `_credence.${domain}`, value: `credence-domain=${digest}` };
  };
}
