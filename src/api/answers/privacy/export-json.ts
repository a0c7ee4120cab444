import { z } from 'zod';
import { exportStateOf } from '../../../domain/export/decisions.js';
import type { Export, Exports } from '../../../domain/export/exports.js';

/** A request for an archive of personal data. */
export const exportJson = z
  .strictObject({
    id: z.uuid(),
    state: z.enum(['building', 'ready', 'downloaded', 'expired']),
    requested_by: z.enum(['user', 'admin']),
    requested_at: z.iso.datetime(),
    expires_at: z.iso.datetime().nullable().meta({ description: 'The end of the mailed link.' }),
    bytes: z.int().nullable(),
  })
  .meta({ id: 'Export' });

export const exportsJson = z.strictObject({ items: z.array(exportJson) }).meta({ id: 'Exports' });

export function toExportJson(one: Export, now: Date): z.input<typeof exportJson> {
  return {
    id: one.id,
    state: exportStateOf(one, now),
    requested_by: one.by,
    requested_at: one.requestedAt.toISOString(),
    expires_at: one.archive?.expires.toISOString() ?? null,
    bytes: one.archive?.bytes ?? null,
  };
}

/** Lists exports, the newest first. */
export function toExportsJson(exports: Exports, now: Date): z.input<typeof exportsJson> {
  return { items: exports.map((one) => toExportJson(one, now)).toReversed() };
}
