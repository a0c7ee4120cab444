import type { Role } from '../../client/credence.js';

/** The place of a role in the picture: its column from the left, and its row. */
export interface Placed {
  readonly role: Role;
  readonly column: number;
  readonly row: number;
}

/** Places roles so that each stands to the right of those that it inherits. The service rejects circles. */
export function placeRoles(roles: readonly Role[]): Placed[] {
  const byName = new Map(roles.flatMap((role) => [[role.id, role] as const, [role.key, role] as const]));
  const depths = new Map<string, number>();
  const depthOf = (role: Role): number => {
    const known = depths.get(role.id);
    if (known !== undefined) return known;
    const parents = role.inherits.flatMap((name) => byName.get(name) ?? []);
    const depth = parents.length === 0 ? 0 : 1 + Math.max(...parents.map(depthOf));
    depths.set(role.id, depth);
    return depth;
  };
  const rows = new Map<number, number>();
  return roles.map((role) => {
    const column = depthOf(role);
    const row = rows.get(column) ?? 0;
    rows.set(column, row + 1);
    return { role, column, row };
  });
}
