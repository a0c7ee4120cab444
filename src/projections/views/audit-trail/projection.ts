import { isEphemeral, subjectOf } from '../../../domain/event-catalog.js';
import type { Projection } from '../../engine/projection.js';

const INSERT = `
  insert into credence_read.audit_v1 (position, stream, revision, type, subject, actor, correlation_id)
  select position, stream, revision, type, subject, actor, correlation_id
  from json_to_recordset($1::json) as event (
    position text, stream text, revision int, type text, subject text, actor text, correlation_id text)
  on conflict do nothing`;

/** Indexes all events for the audit, except those of ephemeral streams. */
export function auditProjection(): Projection {
  return {
    name: 'audit@1',
    schema: new URL('./schema.sql', import.meta.url),
    tables: ['audit_v1'],
    handles: ({ stream }) => !isEphemeral(stream),

    async handle(events, transaction) {
      const rows = events.map(({ position, stream, revision, type, data, metadata }) => ({
        position,
        stream,
        revision,
        type,
        subject: subjectOf(stream, data),
        actor: metadata['actor'] ?? '',
        correlation_id: metadata['correlation_id'] ?? '',
      }));
      await transaction.query({ name: 'insert-audit', text: INSERT, values: [JSON.stringify(rows)] });
    },
  };
}
