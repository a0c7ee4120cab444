import { z } from 'zod';
import { defineEvent } from '../event.js';
import type { EventOf } from '../event.js';

/** The changes to the versions of a read model. */
export const VERSION_CHANGES = ['rebuild', 'promote', 'roll_back', 'discard'] as const;

export type VersionChange = (typeof VERSION_CHANGES)[number];

export const operationEvents = [
  /** Somebody asked for a change to the versions of a read model, such as `users@1`. The change may have been refused. */
  defineEvent('ReadModelChangeRequested', { reader: z.string(), change: z.enum(VERSION_CHANGES) }),
  /** Somebody asked for new attempts of a failed job. The job may not have failed. */
  defineEvent('JobRetryRequested', { job_id: z.string() }),
] as const;

export type OperationEvent = EventOf<(typeof operationEvents)[number]>;
