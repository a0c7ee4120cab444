import type { Aggregate } from '../aggregate.js';
import { defineCategory } from '../category.js';
import type { Recorded } from '../event.js';
import { userIdSchema } from '../ids.js';
import type { EventId, UserId } from '../ids.js';
import { exportEvents } from './events.js';
import type { ExportEvent } from './events.js';

/** A stored archive. */
interface Archive {
  readonly id: string;
  /** The event that the mailed link names. */
  readonly link: EventId;
  readonly bytes: number;
  readonly expires: Date;
  readonly downloaded: boolean;
}

/** A request for an archive of personal data. */
export interface Export {
  readonly id: EventId;
  readonly by: 'user' | 'admin';
  readonly requestedAt: Date;
  /** Null until it is built. */
  readonly archive: Archive | null;
}

/** The exports of one person, the oldest first. */
export type Exports = readonly Export[];

export const dataExports = defineCategory({
  prefix: 'export',
  events: exportEvents,
  subject: 'stream_user',
});

export function exportsOf(userId: UserId): Aggregate<Exports, ExportEvent> {
  return dataExports.aggregate<Exports, ExportEvent>(userId, { initial: [], evolve });
}

/** The id of the person whose exports a stream records, or null for a stream of another category. */
export function personOfExports(stream: string): UserId | null {
  return userIdSchema.safeParse(dataExports.idOf(stream)).data ?? null;
}

function evolve(exports: Exports, event: Recorded<ExportEvent>): Exports {
  if (event.type === 'ExportRequested') {
    const { id, data, occurredAt } = event;
    return [...exports, { id, by: data.by, requestedAt: occurredAt, archive: null }];
  }
  return exports.map((one) => {
    if (one.id === event.data.export_id) return { ...one, archive: archiveAfter(one.archive, event) };
    return event.type === 'ExportReady' ? { ...one, archive: endedAt(one.archive, event.occurredAt) } : one;
  });
}

/** Ends an archive when a newer one is ready: only the newest link works. */
function endedAt(archive: Archive | null, time: Date): Archive | null {
  return archive === null || archive.expires <= time ? archive : { ...archive, expires: time };
}

function archiveAfter(
  archive: Archive | null,
  event: Recorded<Exclude<ExportEvent, { type: 'ExportRequested' }>>,
): Archive | null {
  if (event.type === 'ExportDownloaded') return archive === null ? null : { ...archive, downloaded: true };
  const { archive_id: id, bytes, expires_at: expires } = event.data;
  return { id, link: event.id, bytes, expires: new Date(expires), downloaded: false };
}
