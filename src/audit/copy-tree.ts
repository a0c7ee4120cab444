import type { Pool } from 'pg';

const PAGE = 5000;

interface CopiedTable {
  readonly name: string;
  readonly columns: string;
  /** The types of the columns, which travel as JSON. */
  readonly types: string;
  /** The number that orders the rows. Several may share it. */
  readonly place: string;
}

/** The tables of the tree, each before those that cover or refer to its rows. */
const TABLES: readonly CopiedTable[] = [
  {
    name: 'leaves',
    columns: 'index, event_id, hash',
    types: 'index bigint, event_id uuid, hash bytea',
    place: 'index',
  },
  {
    name: 'subtrees',
    columns: 'level, index, hash',
    types: 'level smallint, index bigint, hash bytea',
    place: '(level::bigint << 48) + index',
  },
  {
    name: 'checkpoints',
    columns: 'size, note, signed_at',
    types: 'size bigint, note text, signed_at timestamptz',
    place: 'size',
  },
  {
    name: 'cosignatures',
    columns: 'size, witness, line',
    types: 'size bigint, witness text, line text',
    place: 'size',
  },
  {
    name: 'former_logs',
    columns: 'origin, number, note, reason, ended_at',
    types: 'origin text, number int, note text, reason text, ended_at timestamptz',
    place: 'number',
  },
];

/**
 * Copies the tree, its checkpoints and the names of former logs to another database, beside a copy of the log. The events
 * of a copy have the same leaves, so the checkpoints stay valid. A repeat continues. The trees of former logs stay behind.
 */
export async function copyTree(from: Pool, to: Pool): Promise<void> {
  for (const table of TABLES) await copyTable(from, to, table);
}

interface Page {
  readonly rows: string;
  /** The place of the last row, or null without rows. */
  readonly last: string | null;
}

async function copyTable(from: Pool, to: Pool, { name, columns, types, place }: CopiedTable): Promise<void> {
  const read = `
    with page as (
      select ${columns}, ${place} as place from credence_audit.${name}
      where ${place} > $1 order by place fetch first ${String(PAGE)} rows with ties)
    select coalesce(json_agg(page), '[]')::text as rows, max(place)::text as last from page`;
  const write = `
    insert into credence_audit.${name} (${columns})
    select ${columns} from json_to_recordset($1::json) as copied (${types})
    on conflict do nothing`;
  for (let after: string | null = '-1'; after !== null;) {
    const { rows }: { rows: Page[] } = await from.query<Page>(read, [after]);
    await to.query(write, [rows[0]?.rows ?? '[]']);
    after = rows[0]?.last ?? null;
  }
}
