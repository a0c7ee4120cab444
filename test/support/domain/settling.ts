import { v5 as uuidv5 } from 'uuid';
import { releaseUnusedClaim } from '../../../src/commands/accounts/release-unused-claim.js';
import type { UnusedClaim } from '../../../src/commands/accounts/release-unused-claim.js';
import type { Cause } from '../../../src/eventstore/codec.js';
import {
  RELEASE_UNUSED_CLAIM,
  unusedClaimAfter,
} from '../../../src/workers/handlers/release-unused-claim.js';
import { reactionsTo } from '../../../src/workers/reactions.js';
import { VERIFICATION_TTL_MS } from './command-world.js';
import { aCause } from '../stores/memory/memory-log.js';
import { ending, untilItEnds } from './processes/service-processes.js';
import type { Service, Stop } from './processes/service-processes.js';
import { NOW } from './user-history.js';

const SETTLED_MS = 60_000;
/** The time at which the release check of a new claim is due. */
export const A_MINUTE_LATER = new Date(NOW.getTime() + SETTLED_MS);
/** The time at which a new link has expired and every release check is due. */
export const IN_THE_END = new Date(NOW.getTime() + VERIFICATION_TTL_MS + SETTLED_MS);

interface SettleJob extends UnusedClaim {
  readonly cause: Cause;
}

/** Returns the settle jobs of all events in the log, each with its due time and the command id of its runs. */
export async function settleJobs({ log, stored }: Service): Promise<SettleJob[]> {
  const events = await stored();
  const decoded = await log.codec.decode(events);
  const jobs = decoded.flatMap((event, i): SettleJob[] => {
    const [one, settled] = [events[i], unusedClaimAfter(event)];
    if (one === undefined || settled === null) return [];
    const reactions = reactionsTo({ ...one, recordedAt: event.occurredAt }, log.store.capabilities);
    return reactions
      .filter(({ name }) => name === RELEASE_UNUSED_CLAIM)
      .map(({ delayMs }) => {
        const due = new Date(event.occurredAt.getTime() + delayMs);
        return { ...settled, cause: { ...aCause(due), commandId: uuidv5(RELEASE_UNUSED_CLAIM, event.id) } };
      });
  });
  return jobs.sort((one, other) => one.cause.now.getTime() - other.cause.now.getTime());
}

/** Runs the settle jobs that are due at a time. */
export async function settle(world: Service, until: Date): Promise<void> {
  for (const { cause, ...settled } of await settleJobs(world)) {
    if (cause.now <= until) await releaseUnusedClaim(world, settled, cause);
  }
}

/** Runs the settle jobs by a worker that stops between them, and then by one that does not. */
export async function settleAfterAll(world: Service, stop: Stop, until: Date): Promise<void> {
  await untilItEnds(settle(ending(world, stop), until));
  await settle(world, until);
}
