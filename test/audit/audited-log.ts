import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { TreeParts } from '../../src/audit/notary-checks.js';
import { extendTree } from '../../src/audit/extend-tree.js';
import { openCheckpoint } from '../../src/audit/notes/checkpoint.js';
import type { Checkpoint } from '../../src/audit/notes/checkpoint.js';
import { provable } from '../../src/audit/leaf.js';
import { readCheckpointsAfter } from '../../src/audit/tree-tables.js';
import { checkpointSigners } from '../../src/compose/notary.js';
import { prepareDatabase } from '../../src/compose/prepare-database.js';
import { START } from '../../src/eventstore/port.js';
import type { StoredEvent } from '../../src/eventstore/port.js';
import { openUserLog, registration } from '../support/domain/user-log.js';
import type { UserLog } from '../support/domain/user-log.js';
import { SECRET_KEY } from '../support/server/credence.js';
import { databaseAt } from '../support/stores/database-at.js';

export const ORIGIN = 'id.example.com';
const MOST = 100_000;

/** A log in PostgreSQL with the parts of its notary, which runs only when a test says so. */
export interface AuditedLog {
  readonly log: UserLog;
  readonly parts: TreeParts;
  /** Appends registrations of new users. */
  register(users: number): Promise<void>;
  /** Runs the notary until it is at the head of the log. */
  sign(): Promise<void>;
  /** Returns the events that have a leaf. */
  events(): Promise<StoredEvent[]>;
  /** Returns all signed checkpoints, the smallest first. */
  checkpoints(): Promise<Checkpoint[]>;
  /** Runs statements as an intruder who owns the database. */
  tamper(...statements: readonly string[]): Promise<void>;
}

export async function openAuditedLog(
  url: string,
  publication: TreeParts['publication'] = null,
): Promise<AuditedLog> {
  await prepareDatabase(databaseAt(url));
  const log = await openUserLog(url, { migrate: false });
  const signerOf = checkpointSigners(SECRET_KEY);
  const parts: TreeParts = { pool: log.pool, store: log.store, signerOf, origin: ORIGIN, publication };
  return {
    log,
    parts,
    async register(users) {
      const ids = Array.from({ length: users }, () => randomUUID());
      await Promise.all(ids.map((id) => log.append(id, registration(`${id}@example.com`))));
    },
    async sign() {
      while (await extendTree(parts));
    },
    async events() {
      return provable(await log.store.readAll({ after: START, limit: MOST }));
    },
    async checkpoints() {
      const { verifier } = signerOf(ORIGIN);
      const stored = await readCheckpointsAfter(log.pool, 0, MOST);
      return stored.flatMap(({ note }) => openCheckpoint(note, verifier) ?? []);
    },
    async tamper(...statements) {
      const intruder = new pg.Client({ connectionString: url });
      await intruder.connect();
      await intruder.query('alter table credence_log.events disable trigger all');
      for (const statement of statements) await intruder.query(statement);
      await intruder.end();
    },
  };
}
