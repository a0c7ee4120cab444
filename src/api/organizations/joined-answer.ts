import type { ChangedMember } from '../../commands/organizations/change-member.js';
import { requireFounded } from '../../domain/organization/decisions.js';
import { toOwnOrganizationJson } from '../answers/organization-json.js';

/** Returns the answer to a person who has joined an organisation. */
export function joinedAnswer({ facts, position }: ChangedMember) {
  const body = toOwnOrganizationJson(requireFounded(facts.organization), facts);
  return { status: 200, body, position } as const;
}
