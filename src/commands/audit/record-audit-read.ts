import { auditReadsOf } from '../../domain/audit-read/audit-read.js';
import type { AuditReadEvent } from '../../domain/audit-read/events.js';
import type { Cause } from '../../eventstore/codec.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle } from '../handle.js';

/** Records that a service read audit data, before it gets them. */
export async function recordAuditRead(
  { log }: Pick<CommandDependencies, 'log'>,
  read: AuditReadEvent['data'],
  cause: Cause,
): Promise<void> {
  const decide = (): { reads: AuditReadEvent[] } => ({ reads: [{ type: 'AuditRead', data: read }] });
  await handle(log, cause, { reads: auditReadsOf(cause.actor, cause.now) }, decide);
}
