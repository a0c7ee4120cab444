import {
  DomainProofMissing,
  DomainTaken,
  requireDomain,
  verifyDomain as decide,
} from '../../domain/organization/domain-decisions.js';
import type { OrganizationId } from '../../domain/ids.js';
import { requireFounded } from '../../domain/organization/decisions.js';
import { claimName, nameClaimAt } from '../../domain/organization/name-claim.js';
import { organizationAt } from '../../domain/organization/organization.js';
import type { Cause } from '../../eventstore/codec.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle } from '../handle.js';
import type { ChangedOrganization } from '../organizations/found-organization.js';
import type { RoleManager } from '../steps/access/authority.js';
import { requireSettingsAuthority } from '../steps/access/change-settings.js';

interface DomainIds {
  readonly id: string;
  readonly organizationId: OrganizationId;
}

/**
 * Verifies a domain by its TXT record. From then on, no other organisation can verify it.
 *
 * @throws DomainProofMissing the name servers of the domain do not answer with the record
 * @throws DomainTaken another organisation has verified the domain
 * @throws UnknownOrganization, UnknownDomain, ExceedsOwnPermissions
 */
export async function verifyDomain(
  dependencies: Pick<CommandDependencies, 'log' | 'domainClaimStream' | 'domainProof' | 'lookUpTxt'>,
  { id, organizationId }: DomainIds,
  manager: RoleManager,
  cause: Cause,
): Promise<ChangedOrganization> {
  const { log, domainClaimStream, domainProof, lookUpTxt } = dependencies;
  // A command cannot wait for a name server, so the rights of the caller are those before the lookup.
  const { domains } = await requireSettingsAuthority(dependencies, organizationId, manager);
  const { domain } = requireDomain({ domains }, id);
  const { name, value } = domainProof(organizationId, domain);
  const found = await lookUpTxt(name);
  if (found?.includes(value) !== true) throw new DomainProofMissing();
  const claim = domainClaimStream(domain);
  const streams = { claim: nameClaimAt(claim), organization: organizationAt(organizationId) };
  const { states, position } = await handle(log, cause, streams, (before) => {
    const verified = decide(requireFounded(before.organization), id, claim);
    return {
      claim: verified.length === 0 ? [] : claimName(before.claim, organizationId, () => new DomainTaken()),
      organization: verified,
    };
  });
  return { organization: requireFounded(states.organization), position };
}
