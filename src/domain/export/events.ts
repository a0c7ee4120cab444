import { z } from 'zod';
import { defineEvent } from '../event.js';
import type { EventOf } from '../event.js';
import { eventIdSchema } from '../ids.js';

export const exportEvents = [
  /** An archive of everything that is held about the person is to be built. */
  defineEvent('ExportRequested', { by: z.enum(['user', 'admin']) }),
  /** The archive of the request `export_id` is stored as `archive_id`. The mailed link names this event. */
  defineEvent('ExportReady', {
    export_id: eventIdSchema,
    archive_id: z.uuid(),
    bytes: z.int().positive(),
    expires_at: z.iso.datetime(),
  }),
  /** The link was used. It works once. */
  defineEvent('ExportDownloaded', { export_id: eventIdSchema }),
] as const;

export type ExportEvent = EventOf<(typeof exportEvents)[number]>;
