import { createSecretKey, hkdfSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { Pool } from 'pg';
import { open, seal } from '../keys/aes-gcm.js';
import { SubjectErased } from '../keys/subject-keys.js';
import type { SubjectKeys } from '../keys/subject-keys.js';

/** An archive, and the person whose data it holds. */
export interface ArchiveName {
  readonly archiveId: string;
  readonly userId: string;
}

/** Archives of personal data in the database, for a download by any process. */
export interface ExportArchives {
  /**
   * Stores an archive chunk by chunk, so that it is never in memory as a whole.
   *
   * @returns the size of the archive in bytes
   * @throws SubjectErased
   */
  write(name: ArchiveName, bytes: AsyncIterable<Buffer>, expires: Date): Promise<number>;
  /**
   * Opens an archive, which is deleted at its end.
   *
   * @throws ArchiveGone the archive is deleted
   * @throws SubjectErased
   */
  take(name: ArchiveName): Promise<AsyncIterable<Buffer>>;
  /** Deletes the archives that have expired. */
  deleteExpired(now: Date): Promise<void>;
}

/** The archive is not stored any more. */
export class ArchiveGone extends Error {
  override readonly name = 'ArchiveGone';
  constructor() {
    super('The archive is not stored any more.');
  }
}

const CHUNK_BYTES = 256 * 1024;

const INSERT = `
  insert into credence_requests.export_chunks (archive_id, no, sealed, expires_at) values ($1, $2, $3, $4)`;
const READ = 'select sealed from credence_requests.export_chunks where archive_id = $1 and no = $2';
const COUNT = 'select count(*)::int as count from credence_requests.export_chunks where archive_id = $1';
const DELETE = 'delete from credence_requests.export_chunks where archive_id = $1';
/** Index: export_chunks_by_expiry. */
const DELETE_EXPIRED = 'delete from credence_requests.export_chunks where expires_at <= $1';

/** Stores archives under a key that is derived from the data key of their person, so that an erasure ends them too. */
export function exportArchives(pool: Pool, keys: SubjectKeys): ExportArchives {
  async function keyOf({ archiveId, userId }: ArchiveName): Promise<KeyObject> {
    const subject = (await keys.find([userId])).get(userId);
    if (subject == null) throw new SubjectErased();
    return createSecretKey(Buffer.from(hkdfSync('sha256', subject.key, archiveId, 'credence export', 32)));
  }

  /** Binds a chunk to its place, and the last one to the end of the archive. */
  const contextOf = (archiveId: string, no: number, isLast: boolean) =>
    `${archiveId}|${String(no)}|${isLast ? 'last' : 'more'}`;

  async function* readChunks(archiveId: string, key: KeyObject, count: number): AsyncIterable<Buffer> {
    for (let no = 0; no < count; no += 1) {
      const { rows } = await pool.query<{ sealed: Buffer }>(READ, [archiveId, no]);
      const [row] = rows;
      if (row === undefined) throw new ArchiveGone();
      yield open(row.sealed, key, contextOf(archiveId, no, no === count - 1));
    }
    await pool.query(DELETE, [archiveId]);
  }

  return {
    async write(name, bytes, expires) {
      const { archiveId } = name;
      const key = await keyOf(name);
      let size = 0;
      let no = 0;
      for await (const { chunk, isLast } of inChunks(bytes)) {
        const sealed = seal(chunk, key, contextOf(archiveId, no, isLast));
        await pool.query(INSERT, [archiveId, no, sealed, expires]);
        size += chunk.length;
        no += 1;
      }
      return size;
    },

    async take(name) {
      const key = await keyOf(name);
      const { rows } = await pool.query<{ count: number }>(COUNT, [name.archiveId]);
      const count = rows[0]?.count ?? 0;
      if (count === 0) throw new ArchiveGone();
      return readChunks(name.archiveId, key, count);
    },

    async deleteExpired(now) {
      await pool.query(DELETE_EXPIRED, [now]);
    },
  };
}

/** Gathers bytes into chunks of at least one size, and marks the last one. */
async function* inChunks(
  bytes: AsyncIterable<Buffer>,
): AsyncIterable<{ readonly chunk: Buffer; readonly isLast: boolean }> {
  let parts: Buffer[] = [];
  let size = 0;
  for await (const part of bytes) {
    if (size >= CHUNK_BYTES) {
      yield { chunk: Buffer.concat(parts), isLast: false };
      parts = [];
      size = 0;
    }
    parts.push(part);
    size += part.length;
  }
  yield { chunk: Buffer.concat(parts), isLast: true };
}
