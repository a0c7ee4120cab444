import type { Pool } from 'pg';
import { skippingUnreadable } from '../../../domain/aggregate.js';
import { userIdSchema } from '../../../domain/ids.js';
import { userAt } from '../../../domain/user/user.js';
import type { LoggedEvent } from '../../../eventstore/codec.js';
import type { EventLog } from '../../../eventstore/event-log.js';
import { loadState } from '../../../eventstore/folding/load-state.js';
import { findAudited } from '../../../projections/views/audit-trail/query.js';
import type { ErasureParts } from './erasure-parts.js';

const PAGE = 500;
const OFFERS = {
  type: 'SignUpOffered',
  subject: null,
  actor: null,
  correlationId: null,
  from: null,
} as const;

/**
 * Returns the function that finds sign-ups which nobody completed. The address is encrypted in each, so it decrypts all of
 * them; the retention of such sign-ups bounds their number.
 *
 * @throws LogUnavailable the index of the audit is being built
 */
export function signUpFinder(pool: Pool, log: EventLog): ErasureParts['findSignUps'] {
  return async (addresses, before) => {
    if (addresses.length === 0) return [];
    const wanted = new Set(addresses.map(folded));
    const subjects: string[] = [];
    for (let end = before, isFull = true; isFull;) {
      const stored = await findAudited(
        pool,
        log.store,
        { ...OFFERS, to: before },
        { before: end, limit: PAGE },
      );
      for (const event of await log.codec.decode(stored, true)) {
        const subject = subjectOffered(event, wanted);
        if (subject !== null && !(await isAccount(log, subject))) subjects.push(subject);
      }
      end = stored.at(-1)?.position ?? end;
      isFull = stored.length === PAGE;
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
