import type { Aggregate } from '../aggregate.js';
import { defineCategory } from '../category.js';
import { auditReadEvents } from './events.js';
import type { AuditReadEvent } from './events.js';

/** The reads of audit data. No decision depends on the earlier ones. */
export const auditReads = defineCategory({ prefix: 'audit_read', events: auditReadEvents, subject: 'none' });

/** The reads of one actor on one day, in UTC. */
export function auditReadsOf(actor: string, now: Date): Aggregate<null, AuditReadEvent> {
  const day = now.toISOString().slice(0, 'yyyy-mm-dd'.length);
  return auditReads.aggregate<null, AuditReadEvent>(`${actor}.${day}`, { initial: null, evolve: () => null });
}
