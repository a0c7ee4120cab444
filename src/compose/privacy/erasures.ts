import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { eraseAgain } from '../../commands/privacy/erase-again.js';
import type { Config } from '../../config/config.js';
import { userIdSchema, uuidSchema } from '../../domain/ids.js';
import { connectClient } from '../../runtime/postgres/client.js';
import { erasureLedger } from '../../security/keys/erasures/ledger.js';
import { systemContext } from '../signing.js';
import { withInfrastructure } from '../maintenance/with-infrastructure.js';

/** The file of a ledger has a line that is not one of a ledger. */
export class UnreadableLedger extends Error {
  override readonly name = 'UnreadableLedger';
}

/** The role of the service does not own the tables. */
export class CannotScrub extends Error {
  override readonly name = 'CannotScrub';
}

const ledgerLine = z.strictObject({
  subject: uuidSchema,
  user_id: userIdSchema,
  position: z.string(),
  erased_at: z.iso.datetime(),
  counts: z.record(z.string(), z.number()),
  completed_at: z.iso.datetime().nullable(),
});
type LedgerEntry = z.output<typeof ledgerLine>;

const PAGE = 1000;
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

/** Writes the ledger of erasures, one JSON object a line. It has ids, times and numbers only. */
export async function exportErasures(config: Config, write: (text: string) => void): Promise<string> {
  return await withInfrastructure(config, async ({ pool }) => {
    const ledger = erasureLedger(pool);
    let count = 0;
    for (let after = BEFORE_ALL, isFull = true; isFull;) {
      const page = await ledger.read(after, PAGE);
      for (const line of page) write(`${JSON.stringify(line)}\n`);
      count += page.length;
      after = page.at(-1)?.subject ?? after;
      isFull = page.length === PAGE;
    }
    return `${String(count)} keys in the ledger.`;
  });
}

/**
 * Applies an exported ledger after a backup was restored: erases the users again, and destroys their keys at once. The worker
 * removes the rest when the service starts. Applying it again changes nothing.
 *
 * @throws UnreadableLedger nothing was applied
 */
export async function applyErasures(config: Config, file: string): Promise<string> {
  const entries = parseLedger(await readFile(file, 'utf8'));
  return await withInfrastructure(config, async ({ log, pool, now }) => {
    const ledger = erasureLedger(pool);
    let [erased, destroyed] = [0, 0];
    for (const { exported, ...entry } of groupByUser(entries)) {
      const { userId } = entry;
      const { isNew, position } = await eraseAgain({ log }, userId, systemContext(now));
      if (isNew) erased += 1;
      // Another event may have erased the account here: its own job completes the erasure.
      const isSame = !isNew && (position ?? entry.position) === entry.position;
      await ledger.record({
        ...entry,
        position: position ?? entry.position,
        ...(isSame && { exported }),
      });
      destroyed += await ledger.destroyKeys(userId);
      // A log without the account has nothing else to remove, and no job.
      if (position === null) await ledger.complete(userId);
    }
    return `${String(erased)} users erased again, ${String(destroyed)} keys destroyed.`;
  });
}

/** The tables with personal data in clear text, with keys, and with sealed requests. A read model may be there twice. */
const SCRUBBED = [
  'credence_read.users_v1',
  'credence_standby.users_v1',
  'credence_keys.subject_keys',
  'credence_outbox.outstanding_jobs',
];
const FOUND = `
  select (place - 1)::int as place, pg_has_role(relowner, 'usage') as owned
  from unnest(array[${SCRUBBED.map((table) => `'${table}'`).join(', ')}]) with ordinality as scrubbed (name, place)
  join pg_class on oid = to_regclass(name)`;
/** A large table takes minutes to rewrite. */
const LIMITS = { statementMs: 3_600_000, lockMs: 60_000 };

/**
 * Rewrites the tables that erasures delete from, so that their files no longer contain deleted rows. Each one is locked
 * while it is rewritten.
 */
export async function scrubErasures(config: Config): Promise<string> {
  return await withInfrastructure(config, async ({ database }) => {
    const client = await connectClient(database, { name: 'credence scrub', limits: LIMITS });
    try {
      const { rows } = await client.query<{ place: number; owned: boolean }>(FOUND);
      if (!rows.every(({ owned }) => owned))
        throw new CannotScrub('run this command with the role that owns the tables');
      const found = new Set(rows.map(({ place }) => place));
      for (const [place, table] of SCRUBBED.entries())
        if (found.has(place)) await client.query(`vacuum (full) ${table}`);
    } finally {
      await client.end();
    }
    return 'The tables are rewritten. The next checkpoint of PostgreSQL deletes their old files.';
  });
}

function parseLedger(text: string): LedgerEntry[] {
  return text.split('\n').flatMap((line, i) => {
    if (line.trim() === '') return [];
    const parsed = ledgerLine.safeParse(parseJson(line));
    if (!parsed.success)
      throw new UnreadableLedger(`line ${String(i + 1)} is not a line of \`credence erasures export\``);
    return [parsed.data];
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function groupByUser(entries: readonly LedgerEntry[]) {
  const byUser = new Map<string, LedgerEntry[]>();
  for (const entry of entries) byUser.set(entry.user_id, [...(byUser.get(entry.user_id) ?? []), entry]);
  return [...byUser.values()].flatMap((group) => {
    // The row of the user has the numbers; those of sign-ups have none.
    const own = group.find(({ subject, user_id: userId }) => subject === userId) ?? group[0];
    if (own === undefined) return [];
    const subjects = group.map(({ subject }) => subject);
    const completedAt = own.completed_at === null ? null : new Date(own.completed_at);
    const exported = { counts: own.counts, completedAt };
    return [
      { userId: own.user_id, subjects, position: own.position, erasedAt: new Date(own.erased_at), exported },
    ];
  });
}
