import type { Aggregate } from '../aggregate.js';
import { defineCategory } from '../category.js';
import { DomainError } from '../domain-error.js';
import { defineEvent } from '../event.js';
import type { EventOf } from '../event.js';
import { organizationIdSchema } from '../ids.js';
import type { NameClaimStream, OrganizationId } from '../ids.js';

const owner = { organization_id: organizationIdSchema };

export const nameClaimEvents = [
  /** An organisation owns the name whose fingerprint is in this stream's name. */
  defineEvent('NameClaimed', owner),
  defineEvent('NameReleased', owner),
] as const;
export type NameClaimEvent = EventOf<(typeof nameClaimEvents)[number]>;

/** The ownership of a unique name of organisations, such as a slug or a domain. */
export interface NameClaim {
  readonly owner: OrganizationId | null;
  /** The revision of the newest event, or null for an empty stream. */
  readonly revision: number | null;
}

/** Another organisation has the slug. */
export class SlugTaken extends DomainError {
  readonly code = 'slug_taken';
}

export const nameClaims = defineCategory({
  prefix: 'name_claim',
  events: nameClaimEvents,
  subject: 'none',
});

export function nameClaimAt(stream: NameClaimStream): Aggregate<NameClaim, NameClaimEvent> {
  return {
    stream,
    initial: { owner: null, revision: null },
    evolve: (_, { type, data, revision }) => ({
      owner: type === 'NameClaimed' ? data.organization_id : null,
      revision,
    }),
  };
}

/**
 * Claims a name for an organisation. Does nothing if the organisation already owns it.
 *
 * @param taken creates the refusal if another organisation owns the name
 * @throws SlugTaken, or the other refusal
 */
export function claimName(
  { owner: current }: NameClaim,
  id: OrganizationId,
  taken: () => DomainError = () => new SlugTaken(),
): NameClaimEvent[] {
  if (current === id) return [];
  if (current !== null) throw taken();
  return [{ type: 'NameClaimed', data: { organization_id: id } }];
}

/** Releases a name at the revision that the caller has read. A later claim stays. */
export function releaseName(current: NameClaim, read: NameClaim): NameClaimEvent[] {
  if (current.owner === null || current.revision !== read.revision) return [];
  return [{ type: 'NameReleased', data: { organization_id: current.owner } }];
}
