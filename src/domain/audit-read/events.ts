import { z } from 'zod';
import { defineEvent } from '../event.js';
import type { EventOf } from '../event.js';

export const auditReadEvents = [
  /** A service read audit data: the filter of its request, and the number of events that it got. */
  defineEvent('AuditRead', { filter: z.record(z.string(), z.string()), count: z.int().nonnegative() }),
] as const;

export type AuditReadEvent = EventOf<(typeof auditReadEvents)[number]>;
