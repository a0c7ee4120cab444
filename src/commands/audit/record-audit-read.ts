import { auditReadsOf } from '../../domain/audit-read/audit-read.js';
import type { AuditReadEvent } from '../../domain/audit-read/events.js';
import type { Cause } from '../../eventstore/codec.js';
import type { CommandDependencies } from '../dependencies.js';
import { appendUnread } from '../append-changes.js';

/** Records that a service read audit data, before it gets them. Concurrent reads of one service do not conflict. */
export async function recordAuditRead(
  { log }: Pick<CommandDependencies, 'log'>,
  read: AuditReadEvent['data'],
  cause: Cause,
): Promise<void> {
  await appendUnread(log, auditReadsOf(cause.actor, cause.now), [{ type: 'AuditRead', data: read }], cause);
}
