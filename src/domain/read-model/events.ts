import { z } from 'zod';
import { defineEvent } from '../event.js';
import type { EventOf } from '../event.js';

/** The changes to the versions of a read model. */
export const VERSION_CHANGES = ['rebuild', 'promote', 'roll_back', 'discard'] as const;

export type VersionChange = (typeof VERSION_CHANGES)[number];

export const readModelEvents = [
  /** Somebody asked for a change to the versions of a read model, such as `users@1`. The change may have been refused. */
  defineEvent('ReadModelChangeRequested', { reader: z.string(), change: z.enum(VERSION_CHANGES) }),
] as const;

export type ReadModelEvent = EventOf<(typeof readModelEvents)[number]>;
