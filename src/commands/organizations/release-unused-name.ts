import { v5 as uuidv5 } from 'uuid';
import type { NameClaimStream, OrganizationId } from '../../domain/ids.js';
import { abandonNames, usesName } from '../../domain/organization/decisions.js';
import { nameClaimAt, releaseName } from '../../domain/organization/name-claim.js';
import { organizationAt } from '../../domain/organization/organization.js';
import type { Cause } from '../../eventstore/codec.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle, load } from '../handle.js';

/**
 * Releases a name that its organisation does not use: of an interrupted foundation or change, of a deleted organisation, or
 * the slug before a change.
 *
 * @param isInterrupted true: a command may still be running. The stream of the organisation records the lapse first, so that
 *   it fails instead of using a released name
 */
export async function releaseUnusedName(
  { log }: Pick<CommandDependencies, 'log'>,
  { claim, id, isInterrupted }: { claim: NameClaimStream; id: OrganizationId; isInterrupted: boolean },
  cause: Cause,
): Promise<void> {
  const { state: seen } = await load(log, nameClaimAt(claim));
  if (seen.owner !== id) return;
  const organization = organizationAt(id);
  if (isInterrupted) {
    const lapse = { ...cause, commandId: uuidv5(`name ${String(seen.revision)}`, cause.commandId) };
    await handle(log, lapse, { organization }, (before) => ({
      organization: abandonNames(before.organization, claim),
    }));
  }
  await handle(log, cause, { organization, claim: nameClaimAt(claim) }, (before) => ({
    claim: usesName(before.organization, claim) ? [] : releaseName(before.claim, seen),
  }));
}
