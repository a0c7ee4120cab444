import type { OrganizationId } from '../../domain/ids.js';
import {
  deleteOrganization as decideDeletion,
  requireFounded,
  resumeOrganization as decideResumption,
  suspendOrganization as decideSuspension,
} from '../../domain/organization/decisions.js';
import { organizationAt } from '../../domain/organization/organization.js';
import type { Cause } from '../../eventstore/codec.js';
import type { Position } from '../../eventstore/port.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle } from '../handle.js';
import type { ChangedOrganization } from './found-organization.js';

/**
 * Deletes an organisation for good. The worker destroys its keys and frees its slug.
 *
 * @param revision the revision that the caller expects; null: any
 * @throws RevisionMismatch
 */
export async function deleteOrganization(
  { log }: Pick<CommandDependencies, 'log'>,
  id: OrganizationId,
  revision: number | null,
  cause: Cause,
): Promise<Position | null> {
  const { position } = await handle(log, cause, { organization: organizationAt(id) }, ({ organization }) => ({
    organization: decideDeletion(requireFounded(organization, revision)),
  }));
  return position;
}

/**
 * Suspends an organisation: its members have no permission in it until it is resumed.
 *
 * @throws UnknownOrganization
 */
export async function suspendOrganization(
  dependencies: Pick<CommandDependencies, 'log'>,
  id: OrganizationId,
  reason: string | null,
  cause: Cause,
): Promise<ChangedOrganization> {
  return await change(dependencies, id, cause, (organization) => decideSuspension(organization, reason));
}

/** @throws UnknownOrganization */
export async function resumeOrganization(
  dependencies: Pick<CommandDependencies, 'log'>,
  id: OrganizationId,
  reason: string | null,
  cause: Cause,
): Promise<ChangedOrganization> {
  return await change(dependencies, id, cause, (organization) => decideResumption(organization, reason));
}

async function change(
  { log }: Pick<CommandDependencies, 'log'>,
  id: OrganizationId,
  cause: Cause,
  decide: (...state: Parameters<typeof decideDeletion>) => ReturnType<typeof decideDeletion>,
): Promise<ChangedOrganization> {
  const { states, position } = await handle(
    log,
    cause,
    { organization: organizationAt(id) },
    ({ organization }) => ({ organization: decide(organization) }),
  );
  return { organization: requireFounded(states.organization), position };
}
