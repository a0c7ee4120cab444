import type { Outcome } from '../../projections/engine/rebuild/operations.js';

const REASONS: Readonly<Record<Exclude<Outcome, 'done'>, string>> = {
  no_version: 'has no version for this; see `credence projections list`',
  lags: 'has a new version that lags behind the serving one; try again when it has caught up',
  parked: 'has a new version with parked events; their cause is in credence_read.parked_events',
  differs:
    'has a new version that differs from the serving one; see `credence projections list`, and use ' +
    '`credence projections promote --accept-difference` if the new version is the correct one',
  not_owner: 'has tables that another role owns; run this command with the role that owns them',
};

/** A change to the versions of a read model was refused; nothing was changed. */
export class RebuildRefused extends Error {
  override readonly name = 'RebuildRefused';
  constructor(reader: string, reason: Exclude<Outcome, 'done'>) {
    super(`Read model ${reader} ${REASONS[reason]}.`);
  }
}
