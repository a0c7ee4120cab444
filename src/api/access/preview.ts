import { z } from 'zod';
import type { RoleSetPreview } from '../../commands/roles/preview-role-set.js';
import { permissionsOf, permissionsOfRole } from '../../domain/roles/access.js';
import type { UserId } from '../../domain/ids.js';
import type { RoleSet } from '../../domain/roles/role-set.js';
import { decodeCursor, encodeCursor } from '../http/requests/cursor.js';
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
  const differences = await Promise.all(people.map((userId) => differenceFor(userId, preview, access.find)));
  const last = people.length === PEOPLE_PER_PAGE ? people.at(-1) : undefined;
  return {
    gains: differences.flatMap(({ gained }) => gained),
    losses: differences.flatMap(({ lost }) => lost),
    next_cursor: last === undefined ? null : encodeCursor(last),
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

async function differenceFor(
  userId: UserId,
  { before, after }: RoleSetPreview,
  find: RouteDependencies['access']['find'],
) {
  const { facts } = await find(userId);
  const had = permissionsOf({ ...facts, roles: before });
  const has = permissionsOf({ ...facts, roles: after });
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
