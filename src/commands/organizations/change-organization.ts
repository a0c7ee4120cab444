import type { OrganizationId } from '../../domain/ids.js';
import { changeNames, requireFounded } from '../../domain/organization/decisions.js';
import { claimName, nameClaimAt } from '../../domain/organization/name-claim.js';
import { organizationAt } from '../../domain/organization/organization.js';
import type { Cause } from '../../eventstore/codec.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle } from '../handle.js';
import type { ChangedOrganization } from './found-organization.js';

interface Names {
  readonly name?: string | undefined;
  readonly slug?: string | undefined;
}

/**
 * Renames an organisation, and gives it another slug. The previous slug is free soon after.
 *
 * @param revision the revision that the caller expects; null: any
 * @throws UnknownOrganization, RevisionMismatch, SlugTaken
 */
export async function changeOrganization(
  { log, slugClaimStream }: Pick<CommandDependencies, 'log' | 'slugClaimStream'>,
  id: OrganizationId,
  { name, slug }: Names,
  revision: number | null,
  cause: Cause,
): Promise<ChangedOrganization> {
  const organization = organizationAt(id);
  if (slug === undefined) {
    const { states, position } = await handle(log, cause, { organization }, (before) => ({
      organization: changeNames(requireFounded(before.organization, revision), { name }),
    }));
    return { organization: requireFounded(states.organization), position };
  }
  const claim = slugClaimStream(slug);
  const streams = { claim: nameClaimAt(claim), organization };
  const { states, position } = await handle(log, cause, streams, (before) => {
    const founded = requireFounded(before.organization, revision);
    return {
      claim: founded.slugClaim === claim ? [] : claimName(before.claim, id),
      organization: changeNames(founded, { name, slug: { text: slug, claim } }),
    };
  });
  return { organization: requireFounded(states.organization), position };
}
