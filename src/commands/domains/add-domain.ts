import { addDomain as decide, DomainRefused } from '../../domain/organization/domain-decisions.js';
import { deriveId, uuidSchema } from '../../domain/ids.js';
import type { OrganizationId } from '../../domain/ids.js';
import type { Cause } from '../../eventstore/codec.js';
import { ownDomain } from '../../security/domains/own-domain.js';
import type { CommandDependencies } from '../dependencies.js';
import type { ChangedOrganization } from '../organizations/found-organization.js';
import type { RoleManager } from '../steps/access/authority.js';
import { changeSettings } from '../steps/access/change-settings.js';

/** An organisation with one of its domains. */
export interface AddedDomain extends ChangedOrganization {
  readonly domain: string;
}

/**
 * Adds a domain to an organisation. It is ignored until it is verified.
 *
 * @throws DomainRefused it is no domain of an organisation
 * @throws UnknownOrganization, ExceedsOwnPermissions, DomainLimit
 */
export async function addDomain(
  dependencies: Pick<CommandDependencies, 'log'>,
  { organizationId, text }: { readonly organizationId: OrganizationId; readonly text: string },
  manager: RoleManager,
  cause: Cause,
): Promise<AddedDomain> {
  const domain = ownDomain(text);
  if (domain === null) throw new DomainRefused();
  const id = deriveId(uuidSchema, 'domain', cause.commandId);
  const changed = await changeSettings(dependencies, organizationId, manager, cause, (organization) =>
    decide(organization, id, domain),
  );
  return { ...changed, domain };
}
