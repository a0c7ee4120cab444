import { z } from 'zod';
import { defineEvent } from '../event.js';
import type { EventOf } from '../event.js';

/**
 * The kind of a refused request:
 *
 * - `unauthenticated`: its token or API key is not valid
 * - `forbidden`: its caller may not use the route
 * - `insufficient_scope`: its API key lacks the scope of the route
 * - `rate_limited`: it exceeded a limit, which `rule` names
 */
export const refusalKind = z.enum(['unauthenticated', 'forbidden', 'insufficient_scope', 'rate_limited']);
export type RefusalKind = z.output<typeof refusalKind>;

export const refusalEvents = [
  /**
   * A process refused requests of one source within one minute, the first at `since`. The actor, the source and the request
   * are those of the first one. Beyond a number of sources, one event without a source counts the rest.
   */
  defineEvent('RequestsRefused', {
    kind: refusalKind,
    rule: z.string().nullable(),
    count: z.int().positive(),
    since: z.iso.datetime(),
  }),
] as const;

export type RefusalEvent = EventOf<(typeof refusalEvents)[number]>;
