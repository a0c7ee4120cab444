import { z } from 'zod';
import type { RoleSetPreview } from '../../commands/roles/preview-role-set.js';
import type { OrganizationId, UserId } from '../../domain/ids.js';
import { permissionsIn } from '../../domain/organization/access.js';
import { permissionsOf, permissionsOfRole } from '../../domain/roles/access.js';
import type { RoleSet } from '../../domain/roles/role-set.js';
import { START } from '../../eventstore/port.js';
import { decodeCursor, encodeCursor } from '../http/requests/cursor.js';
import { positionText } from '../http/requests/position.js';
import type { RouteDependencies } from '../routes/dependencies.js';

const PEOPLE_PER_PAGE = 200;

const changed = z.array(z.strictObject({ user_id: z.uuid(), permissions: z.array(z.string()) }));

/** The people whose permissions a change of roles would change. */
export const previewJson = z
  .strictObject({ gains: changed, losses: changed, next_cursor: z.string().nullable() })
  .meta({ id: 'RoleChangePreview' });

/** The query of a change that can be tried. */
export const previewQuery = z.strictObject({
  dry_run: z.enum(['true', 'false']).default('false').meta({
    description:
      'With `true`, nothing is written: the answer lists the people whose permissions would change.',
  }),
  cursor: z.string().max(512).optional().meta({ description: 'The next page of a preview.' }),
});

/**
 * Lists the permissions that people would gain and lose.
 *
 * @throws Problem invalid_cursor
 */
export async function previewAnswer(
  { access, readModels }: Pick<RouteDependencies, 'access' | 'readModels'>,
  preview: RoleSetPreview,
  cursor: string | undefined,
): Promise<z.input<typeof previewJson>> {
  const after = cursor === undefined ? null : decodeCursor(cursor, z.uuid());
  const people = await readModels.findHoldersOfAny(changedRoles(preview), after, PEOPLE_PER_PAGE);
  const differences = await Promise.all(
    people.map(async (userId) => {
      const { facts } = await access.find(userId);
      return differenceFor(userId, preview, (roles) => permissionsOf({ ...facts, roles }));
    }),
  );
  const last = people.length === PEOPLE_PER_PAGE ? people.at(-1) : undefined;
  return pageOf(differences, last ?? null);
}

/**
 * Lists the permissions that members would gain and lose in their organisation.
 *
 * @throws Problem invalid_cursor
 */
export async function ownRolesPreviewAnswer(
  { findMember, readModels }: Pick<RouteDependencies, 'findMember' | 'readModels'>,
  organizationId: OrganizationId,
  preview: RoleSetPreview,
  cursor: string | undefined,
): Promise<z.input<typeof previewJson>> {
  const after = cursor === undefined ? START : decodeCursor(cursor, positionText);
  const page = { after, limit: PEOPLE_PER_PAGE };
  const { ids, next } = await readModels.listMembersWithAny(organizationId, changedRoles(preview), page);
  const differences = await Promise.all(
    ids.map(async (userId) => {
      const facts = await findMember({ organizationId, userId });
      return differenceFor(userId, preview, (ownRoles) => permissionsIn({ ...facts, ownRoles }));
    }),
  );
  return pageOf(differences, next);
}

function pageOf(differences: readonly Difference[], next: string | null): z.input<typeof previewJson> {
  return {
    gains: differences.flatMap(({ gained }) => gained),
    losses: differences.flatMap(({ lost }) => lost),
    next_cursor: next === null ? null : encodeCursor(next),
  };
}

/** Returns the ids of the roles whose permissions change. */
function changedRoles({ before, after }: RoleSetPreview): string[] {
  const permissionsIn = (set: RoleSet, id: string) => {
    const role = set.roles.get(id);
    return role === undefined ? '' : [...permissionsOfRole(set, role)].sort().join(' ');
  };
  return [...before.roles.keys()].filter((id) => permissionsIn(before, id) !== permissionsIn(after, id));
}

interface Difference {
  readonly gained: z.input<typeof changed>;
  readonly lost: z.input<typeof changed>;
}

function differenceFor(
  userId: UserId,
  { before, after }: RoleSetPreview,
  permissionsWith: (roles: RoleSet) => ReadonlySet<string>,
): Difference {
  const had = permissionsWith(before);
  const has = permissionsWith(after);
  return {
    gained: rowFor(
      userId,
      [...has].filter((permission) => !had.has(permission)),
    ),
    lost: rowFor(
      userId,
      [...had].filter((permission) => !has.has(permission)),
    ),
  };
}

function rowFor(userId: UserId, permissions: string[]): z.input<typeof changed> {
  return permissions.length === 0 ? [] : [{ user_id: userId, permissions: permissions.sort() }];
}
