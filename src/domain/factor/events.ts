import { z } from 'zod';
import { defineEvent } from '../event.js';
import type { EventOf } from '../event.js';
import { userIdSchema, uuidSchema } from '../ids.js';
import { factorKind } from '../user/factors/factor-events.js';

export const factorUseEvents = [
  /**
   * A factor proved its owner. The event carries all facts about the newest use, so that a stream needs only its newest
   * events. `step` is the time step of a code; `sign_count` and `backed_up` are of an authenticator. `for` names the
   * session or the command that the factor was used for.
   */
  defineEvent('FactorUsed', {
    user_id: userIdSchema,
    kind: factorKind,
    step: z.int().nonnegative().nullable(),
    sign_count: z.int().nonnegative().nullable(),
    backed_up: z.boolean().nullable(),
    for: uuidSchema,
  }),
] as const;

export type FactorUseEvent = EventOf<(typeof factorUseEvents)[number]>;
