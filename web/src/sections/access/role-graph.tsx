import type { Role } from '../../client/credence.js';
import { useTranslation } from '../../language/translation.js';
import { placeRoles } from './role-layout.js';
import type { Placed } from './role-layout.js';

const BOX = { width: 150, height: 44, right: 70, below: 18 };

interface Props {
  readonly roles: readonly Role[];
  readonly chosen: string | null;
  readonly onChoose: (id: string) => void;
}

/** The roles as boxes. A line leads from each role to the roles that it inherits, which stand on its left. */
export function RoleGraph({ roles, chosen, onChoose }: Props) {
  const { t } = useTranslation();
  const placed = placeRoles(roles);
  const width = 2 + Math.max(0, ...placed.map(({ column }) => xOf(column) + BOX.width));
  const height = 2 + Math.max(0, ...placed.map(({ row }) => yOf(row) + BOX.height));
  return (
    <div className="graph" role="group" aria-label={t('roles.graph')} tabIndex={0}>
      <div className="graph-ground" style={{ width, height }}>
        <svg width={width} height={height} aria-hidden="true">
          {placed.flatMap((child) =>
            parentsOf(child, placed).map((parent) => (
              <path key={`${child.role.id} ${parent.role.id}`} d={curve(parent, child)} />
            )),
          )}
        </svg>
        {placed.map(({ role, column, row }) => (
          <button
            key={role.id}
            type="button"
            className="graph-box"
            aria-pressed={role.id === chosen}
            style={{ left: xOf(column), top: yOf(row), width: BOX.width, height: BOX.height }}
            onClick={() => onChoose(role.id)}
          >
            {role.name}
          </button>
        ))}
      </div>
    </div>
  );
}

function parentsOf({ role }: Placed, placed: readonly Placed[]): Placed[] {
  return placed.filter(({ role: { id, key } }) => role.inherits.includes(id) || role.inherits.includes(key));
}

function xOf(column: number): number {
  return 1 + column * (BOX.width + BOX.right);
}

function yOf(row: number): number {
  return 1 + row * (BOX.height + BOX.below);
}

/** Returns a line from the right side of one box to the left side of another. */
function curve(from: Placed, to: Placed): string {
  const start = { x: xOf(from.column) + BOX.width, y: yOf(from.row) + BOX.height / 2 };
  const end = { x: xOf(to.column), y: yOf(to.row) + BOX.height / 2 };
  const middle = (start.x + end.x) / 2;
  return `M${start.x} ${start.y}C${middle} ${start.y} ${middle} ${end.y} ${end.x} ${end.y}`;
}
