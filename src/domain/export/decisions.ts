import { DomainError } from '../domain-error.js';
import type { EventId } from '../ids.js';
import type { ExportEvent } from './events.js';
import type { Export, Exports } from './exports.js';

/** The link was used, or its archive has expired. The client does not learn which. */
export class ExportOver extends DomainError {
  readonly code = 'link_used';
}

/** Jobs try for about a day. A request that is older than this was lost. */
const PATIENCE_MS = 2 * 24 * 3_600_000;

/** Requests an archive. Does nothing while an earlier one is being built. */
export function requestExport(exports: Exports, by: Export['by'], now: Date): ExportEvent[] {
  const newest = exports.at(-1);
  const isBuilding = newest?.archive === null && now.getTime() - newest.requestedAt.getTime() < PATIENCE_MS;
  return isBuilding ? [] : [{ type: 'ExportRequested', data: { by } }];
}

/** Records that an archive is stored. Does nothing for a request that has one. */
export function completeExport(
  exports: Exports,
  exportId: EventId,
  archive: { readonly id: string; readonly bytes: number; readonly expires: Date },
): ExportEvent[] {
  const requested = exports.find(({ id }) => id === exportId);
  if (requested?.archive !== null) return [];
  const { id: archive_id, bytes, expires } = archive;
  return [
    {
      type: 'ExportReady',
      data: { export_id: exportId, archive_id, bytes, expires_at: expires.toISOString() },
    },
  ];
}

/**
 * Uses the link to an archive.
 *
 * @param link the event that the link names
 * @throws ExportOver
 */
export function downloadExport(exports: Exports, link: EventId, now: Date): ExportEvent[] {
  const found = exports.find(({ archive }) => archive?.link === link);
  if (found?.archive == null || found.archive.downloaded || found.archive.expires <= now)
    throw new ExportOver();
  return [{ type: 'ExportDownloaded', data: { export_id: found.id } }];
}

/** The state of an export, as its person sees it. */
export type ExportState = 'building' | 'ready' | 'downloaded' | 'expired';

export function exportStateOf({ archive }: Export, now: Date): ExportState {
  if (archive === null) return 'building';
  if (archive.downloaded) return 'downloaded';
  return archive.expires <= now ? 'expired' : 'ready';
}
