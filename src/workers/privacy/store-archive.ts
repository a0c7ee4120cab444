import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import type { UserId } from '../../domain/ids.js';
import type { RetentionTimes } from '../../domain/personal-data.js';
import type { EventLog } from '../../eventstore/event-log.js';
import type { Position } from '../../eventstore/port.js';
import { readCheckpoint } from '../../projections/engine/checkpoints.js';
import { exportArchive } from '../../projections/exports/archive.js';
import { readExportedState } from '../../projections/exports/exported-state.js';
import { HISTORY } from '../../projections/views/audit/projection.js';
import type { ExportArchives } from '../../security/request-stores/export-archives.js';

/** An archive that can be downloaded. */
export interface StoredArchive {
  readonly id: string;
  readonly bytes: number;
  readonly expires: Date;
}

/**
 * Builds and stores the archive of a person with all events up to a position. Null: there is no account.
 *
 * @throws HistoryBehind
 */
export type StoreArchive = (userId: UserId, upTo: Position) => Promise<StoredArchive | null>;

/** The history does not contain all events yet. A later attempt finds them. */
class HistoryBehind extends Error {
  override readonly name = 'HistoryBehind';
  constructor() {
    super('The history does not contain the request yet.');
  }
}

export interface ArchiveParts {
  readonly pool: Pool;
  readonly log: EventLog;
  readonly archives: Pick<ExportArchives, 'write'>;
  readonly retention: RetentionTimes;
  readonly publicUrl: string;
  readonly now: () => Date;
}

/** The time for which an archive can be downloaded. */
const LIFE_MS = 24 * 3_600_000;

export function archiveStorage(parts: ArchiveParts): StoreArchive {
  const { pool, log, archives, retention, publicUrl, now } = parts;
  return async (userId, upTo) => {
    if ((await readCheckpoint(pool, HISTORY)) < upTo) throw new HistoryBehind();
    const state = await readExportedState(log, userId, { now: now(), retention });
    if (state === null) return null;
    const id = randomUUID();
    const expires = new Date(now().getTime() + LIFE_MS);
    const archive = exportArchive({ pool, log, userId, state, publicUrl });
    return { id, bytes: await archives.write({ archiveId: id, userId }, archive, expires), expires };
  };
}
