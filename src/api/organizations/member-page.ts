import type { z } from 'zod';
import type { OrganizationId } from '../../domain/ids.js';
import { requireFounded } from '../../domain/organization/decisions.js';
import { organizationAt } from '../../domain/organization/organization.js';
import { MEMBER, OWNER, organizationRoles } from '../../domain/roles/organization-roles.js';
import { requireRole } from '../../domain/roles/role-decisions.js';
import { loadMember } from '../../eventstore/folding/load-member.js';
import { loadState } from '../../eventstore/folding/load-state.js';
import { START } from '../../eventstore/port.js';
import { toMemberJson } from '../answers/organization-json.js';
import type { memberPageJson } from '../answers/organization-json.js';
import { decodeCursor, encodeCursor } from '../http/requests/cursor.js';
import { positionText } from '../http/requests/position.js';
import type { RouteDependencies } from '../routes/dependencies.js';

interface MemberQuery {
  readonly limit: number;
  readonly cursor?: string | undefined;
  /** Id or key of a role. */
  readonly role?: string | undefined;
  readonly status?: 'active' | 'suspended' | undefined;
}

/**
 * Returns a page of the members of an organisation, as the log has them.
 *
 * @throws UnknownOrganization, UnknownRole
 */
export async function listMemberPage(
  { commands: { log }, readModels }: Pick<RouteDependencies, 'commands' | 'readModels'>,
  organizationId: OrganizationId,
  { limit, cursor, role: reference, status }: MemberQuery,
): Promise<z.input<typeof memberPageJson>> {
  const [founded, set] = await Promise.all([
    loadState(log, organizationAt(organizationId)),
    loadState(log, organizationRoles(organizationId)),
  ]);
  const organization = requireFounded(founded);
  const role = reference === undefined ? MEMBER : requireRole(set, reference);
  const filter = { status: status ?? null, roleId: role === MEMBER ? null : role.id };
  const after = cursor === undefined ? START : decodeCursor(cursor, positionText);
  const { ids, next } =
    role === OWNER
      ? { ids: [...organization.owners], next: null }
      : await readModels.listMembers(organizationId, filter, { after, limit });
  const items = await Promise.all(
    ids.map(async (userId) => {
      const facts = await loadMember(log, { organizationId, userId });
      return toMemberJson(facts, organization, { userId });
    }),
  );
  return { items, next_cursor: next === null ? null : encodeCursor(next) };
}
