import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { userOfStream } from '../../domain/user/user.js';
import type { UserId } from '../../domain/ids.js';
import type { EventLog } from '../../eventstore/event-log.js';
import { isOutage } from '../../eventstore/outage.js';
import type { EventStore, Position, StoredEvent } from '../../eventstore/port.js';
import { readCheckpoint } from '../../projections/engine/checkpoints.js';
import { ERASED, ERASURES } from '../../projections/views/erasures/projection.js';
import { findLeftKeys } from '../../projections/views/erasures/query.js';
import type { ErasedUser } from '../../projections/views/erasures/query.js';
import { erasureLedger } from '../../security/keys/erasures/ledger.js';
import type { SubjectKeys } from '../../security/keys/subject-keys.js';
import type { ErasureParts } from '../../workers/handlers/erasure/erasure-parts.js';
import { signUpFinder } from '../../workers/handlers/erasure/find-sign-ups.js';
import { tracesOf } from '../../workers/handlers/erasure/traces.js';
import { UNKNOWN_KIND_CAUSES } from '../../workers/handlers/unknown-kinds.js';
import { REACTIONS } from '../../workers/reactor.js';

const PAGE = 1000;
/** A start reads at most so many pages that the read model lacks. During its rebuild, the worker looks again. */
const MOST_PAGES = 10;

interface Parts {
  readonly pool: Pool;
  readonly log: EventLog;
  readonly subjectKeys: Pick<SubjectKeys, 'forget'>;
  readonly logger: Logger;
}

/**
 * Destroys the keys that exist although the log has erased their users: a backup of the keys has brought them back, or the
 * job of the erasure has failed for good. No role serves before (GDP-3). The keys of unfinished sign-ups go with them, because
 * the address that leads to them cannot be read afterwards. While they cannot be looked up, a key is left to the next look.
 *
 * @param findSignUps finds the unfinished sign-ups for addresses
 */
export async function destroyLeftKeys(
  { pool, log, subjectKeys, logger }: Parts,
  findSignUps: ErasureParts['findSignUps'] = signUpFinder(pool, log),
): Promise<void> {
  const { store } = log;
  const reacted = await readCheckpoint(pool, REACTIONS);
  const unlisted = await unlistedErasures(pool, store, reacted);
  const ledger = erasureLedger(pool);
  let [destroyed, waiting] = [0, 0];
  for (const { position } of await findLeftKeys(pool, reacted, unlisted, UNKNOWN_KIND_CAUSES)) {
    const event = await store.eventAt(position);
    const userId = event === null ? null : userOfStream(event.stream);
    if (event === null || userId === null) continue;
    const signUps = await signUpsOf(log, userId, event, findSignUps);
    if (signUps === null) {
      waiting += 1;
      continue;
    }
    const subjects = [userId, ...signUps];
    await ledger.record({ userId, subjects, position, erasedAt: event.recordedAt });
    destroyed += await ledger.destroyKeys(userId);
    subjectKeys.forget(subjects);
  }
  if (destroyed > 0) logger.warn({ keys: destroyed }, 'destroyed the keys of users that were erased before');
  if (waiting > 0)
    logger.warn({ keys: waiting }, 'keys of erased users wait: their sign-ups cannot be found');
}

/** Returns the subjects of the unfinished sign-ups of an erased user, or null during an outage. Unreadable events lead to none. */
async function signUpsOf(
  log: EventLog,
  userId: UserId,
  event: StoredEvent,
  findSignUps: ErasureParts['findSignUps'],
): Promise<readonly string[] | null> {
  try {
    const { provedAddresses } = await tracesOf(log, userId, event);
    return await findSignUps(provedAddresses, event.position);
  } catch (error) {
    return isOutage(error) ? null : [];
  }
}

/** Returns the erasures after the checkpoint of the read model. */
async function unlistedErasures(pool: Pool, store: EventStore, reacted: Position): Promise<ErasedUser[]> {
  const found: ErasedUser[] = [];
  let after = await readCheckpoint(pool, ERASURES);
  for (let pages = 0; after < reacted && pages < MOST_PAGES; pages += 1) {
    const page = await store.readAll({ after, limit: PAGE });
    for (const { type, stream, position } of page) {
      const userId = type === ERASED && position <= reacted ? userOfStream(stream) : null;
      if (userId !== null) found.push({ user_id: userId, position });
    }
    after = page.at(-1)?.position ?? reacted;
  }
  return found;
}
