import { z } from 'zod';
import type { OrganizationId } from '../../domain/ids.js';
import type { OrganizationDomain } from '../../domain/organization/domains.js';
import type { DomainProofs } from '../../security/domains/domain-proof.js';

const domainJson = z
  .strictObject({
    id: z.uuid(),
    domain: z.string().meta({ example: 'example.com' }),
    verified: z.boolean(),
    added_at: z.iso.datetime(),
    verified_at: z.iso.datetime().nullable(),
    missing_since: z.iso.datetime().nullable().meta({
      description: 'The time since which the record of the verified domain is missing.',
    }),
    enforce_connection: z
      .uuid()
      .nullable()
      .meta({ description: 'The connection by which alone people with its addresses sign in.' }),
    dns: z
      .strictObject({ type: z.literal('TXT'), name: z.string(), value: z.string() })
      .meta({ description: 'The record that proves the domain. It has to stay.' }),
  })
  .meta({ id: 'OrganizationDomain' });

export const domainAnswer = { description: 'The domain.', body: domainJson };
export const domainListJson = z
  .strictObject({ items: z.array(domainJson) })
  .meta({ id: 'OrganizationDomainList' });

/** Returns a domain with the record that proves it. */
export function toDomainJson(
  { id, domain, claim, addedAt, verifiedAt, missingSince, enforcedBy }: OrganizationDomain,
  organizationId: OrganizationId,
  domainProof: DomainProofs,
) {
  return {
    id,
    domain,
    verified: claim !== null,
    added_at: addedAt.toISOString(),
    verified_at: verifiedAt?.toISOString() ?? null,
    missing_since: missingSince?.toISOString() ?? null,
    enforce_connection: enforcedBy,
    dns: { type: 'TXT' as const, ...domainProof(organizationId, domain) },
  };
}
