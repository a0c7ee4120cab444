import type { Recorded } from '../../event.js';
import type { EventId } from '../../ids.js';
import type { UserEvent } from '../events.js';
import type { ErasureAuthor } from './erasure-events.js';

/** A requested erasure that waits for its time. */
export interface PendingErasure {
  /** The event of the request. */
  readonly event: EventId;
  readonly by: ErasureAuthor;
  readonly due: Date;
}

/** Returns the pending erasure after an event, if the event changes it. */
export function pendingErasureOf(event: Recorded<UserEvent>): { erasure?: PendingErasure | null } {
  if (event.type === 'ErasureRequested')
    return { erasure: { event: event.id, by: event.data.by, due: new Date(event.data.due_at) } };
  return event.type === 'ErasureCancelled' ? { erasure: null } : {};
}
