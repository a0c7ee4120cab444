import type { Pool } from 'pg';
import { userIdSchema } from '../../../domain/ids.js';
import { userAt } from '../../../domain/user/user.js';
import type { LoggedEvent } from '../../../eventstore/codec.js';
import type { EventLog } from '../../../eventstore/event-log.js';
import { loadState } from '../../../eventstore/folding/load-state.js';
import type { Position } from '../../../eventstore/port.js';
import { readCheckpoint } from '../../../projections/engine/checkpoints.js';
import { readEventsAt } from '../../../projections/views/audit/query.js';
import { AUDIT } from '../../../projections/views/audit-trail/projection.js';
import { auditStatement } from '../../../projections/views/audit-trail/statement.js';
import { skippingUnreadable } from '../../../domain/aggregate.js';
import type { ErasureParts } from './erasure-parts.js';

const PAGE = 500;
const OFFERS = {
  type: 'SignUpOffered',
  subject: null,
  actor: null,
  correlationId: null,
  from: null,
  to: null,
} as const;

/**
 * Returns the function that finds sign-ups which nobody completed. The address is encrypted in each, so it decrypts all of
 * them; the retention of such sign-ups bounds their number.
 *
 * @throws Error the read model has not reached the erasure yet
 */
export function signUpFinder(pool: Pool, log: EventLog): ErasureParts['findSignUps'] {
  return async (addresses, before) => {
    if (addresses.length === 0) return [];
    if ((await readCheckpoint(pool, AUDIT)) < before)
      throw new Error(`${AUDIT} has not reached the erasure.`);
    const wanted = new Set(addresses.map(folded));
    const subjects: string[] = [];
    for (let end = before, isFull = true; isFull;) {
      const { text, values } = auditStatement(OFFERS, { before: end, limit: PAGE });
      const { rows } = await pool.query<{ position: Position }>(text, values);
      const events = await log.codec.decode(await readEventsAt(log.store, rows), true);
      for (const event of events) {
        const subject = subjectOffered(event, wanted);
        if (subject !== null && !(await isAccount(log, subject))) subjects.push(subject);
      }
      end = rows.at(-1)?.position ?? end;
      isFull = rows.length === PAGE;
    }
    return subjects;
  };
}

function subjectOffered(event: LoggedEvent, wanted: ReadonlySet<string>): string | null {
  if (event.type !== 'SignUpOffered') return null;
  const { email, user_id: subject } = event.data;
  return typeof email === 'string' && wanted.has(folded(email)) ? subject : null;
}

/** A completed sign-up is an account, which may have another owner by now. */
async function isAccount(log: EventLog, id: string): Promise<boolean> {
  const user = await loadState(log, skippingUnreadable(userAt(userIdSchema.parse(id))));
  return user.status === 'registered';
}

function folded(address: string): string {
  return address.toLowerCase();
}
