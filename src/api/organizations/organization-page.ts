import type { z } from 'zod';
import type { UserId } from '../../domain/ids.js';
import { START } from '../../eventstore/port.js';
import { toOwnOrganizationJson } from '../answers/organization-json.js';
import type { ownOrganizationPageJson } from '../answers/organization-json.js';
import { decodeCursor, encodeCursor } from '../http/requests/cursor.js';
import type { pageQuery } from '../http/requests/cursor.js';
import { positionText } from '../http/requests/position.js';
import type { RouteDependencies } from '../routes/dependencies.js';

/** Returns a page of the organisations of a person, in the order of joining. */
export async function listOrganizationPage(
  { readModels, findMember }: Pick<RouteDependencies, 'readModels' | 'findMember'>,
  userId: UserId,
  { cursor, limit }: z.output<typeof pageQuery>,
): Promise<z.input<typeof ownOrganizationPageJson>> {
  const after = cursor === undefined ? START : decodeCursor(cursor, positionText);
  const { ids, next } = await readModels.listOrganizationsOf(userId, { after, limit });
  const listed = await Promise.all(ids.map(async (organizationId) => findMember({ organizationId, userId })));
  const items = listed.flatMap((facts) => {
    const { organization } = facts;
    return organization.status === 'founded' ? [toOwnOrganizationJson(organization, facts)] : [];
  });
  return { items, next_cursor: next === null ? null : encodeCursor(next) };
}
