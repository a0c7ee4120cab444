import { deriveId, organizationIdSchema } from '../../domain/ids.js';
import type { UserId } from '../../domain/ids.js';
import { foundOrganization as decide, requireFounded } from '../../domain/organization/decisions.js';
import { startMembership } from '../../domain/organization/member-decisions.js';
import { membershipAt } from '../../domain/organization/membership.js';
import { claimName, nameClaimAt } from '../../domain/organization/name-claim.js';
import { organizationAt } from '../../domain/organization/organization.js';
import type { Founded } from '../../domain/organization/organization.js';
import { userAt } from '../../domain/user/user.js';
import type { Cause } from '../../eventstore/codec.js';
import type { Position } from '../../eventstore/port.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle } from '../handle.js';

/** Number of hexadecimal digits in the slug of an organisation that was founded without one. */
const DIGITS = 12;

/** An organisation after a command. */
export interface ChangedOrganization {
  readonly organization: Founded;
  readonly position: Position | null;
}

/**
 * Founds an organisation and makes a person its first owner. A repeat of the command returns the same organisation.
 *
 * @throws SlugTaken, UnknownUser
 * @throws UnknownOrganization the command is a repeat, and the organisation was deleted
 */
export async function foundOrganization(
  { log, slugClaimStream }: Pick<CommandDependencies, 'log' | 'slugClaimStream'>,
  {
    name,
    slug,
    ownerId,
  }: { readonly name: string; readonly slug?: string | undefined; readonly ownerId: UserId },
  cause: Cause,
): Promise<ChangedOrganization> {
  const id = deriveId(organizationIdSchema, 'organization', cause.commandId);
  const text = slug ?? `org-${id.replaceAll('-', '').slice(-DIGITS)}`;
  const ids = { organizationId: id, userId: ownerId };
  const claim = slugClaimStream(text);
  const streams = {
    user: userAt(ownerId),
    claim: nameClaimAt(claim),
    organization: organizationAt(id),
    membership: membershipAt(ids),
  };
  const { states, position } = await handle(log, cause, streams, (before) => {
    const organization = decide(before.organization, { name, slug: { text, claim } }, before.user);
    const admission = { ...ids, roleIds: [], via: 'creation', viaId: null } as const;
    return {
      claim: organization.length === 0 ? [] : claimName(before.claim, id),
      organization,
      membership: before.membership.status === 'none' ? startMembership(before.membership, admission) : [],
    };
  });
  return { organization: requireFounded(states.organization), position };
}
