import { randomUUID } from 'node:crypto';
import type { Cause } from '../../../../src/eventstore/codec.js';
import type { EventStore, StoredEvent } from '../../../../src/eventstore/port.js';
import { emailClaimStreams, identityClaimStreams } from '../../../../src/security/keys/claim-streams.js';
import { aWorld } from '../command-world.js';
import type { World } from '../command-world.js';
import { interceptAppends, ProcessStopped } from '../../hostile/faulty-store.js';

const MOST = 10_000;

/** The command dependencies of one process, on a log that other tests may share. */
export interface Service extends World {
  /** The events since its start, as the log stores them. */
  readonly stored: () => Promise<StoredEvent[]>;
}

/** A process of a separate service. */
export async function serviceOn(store: EventStore): Promise<Service> {
  const world = aWorld(store);
  const { codec } = world.log;
  const since = await store.head();
  const stored = () => store.readAll({ after: since, limit: MOST });
  // A separate pepper, so that no other test can hold a claim.
  const pepper = randomUUID();
  return {
    ...world,
    emailClaimStream: emailClaimStreams(pepper),
    identityClaimStream: identityClaimStreams(pepper),
    log: { ...world.log, events: async () => await codec.decode(await stored()) },
    stored,
  };
}

/** Another process of the same service, on its own connection. They share the data keys. */
export function withStore(world: Service, store: EventStore): Service {
  return { ...world, log: { ...world.log, store } };
}

/** The append at which a process stops, before it is sent or after it is written. */
export interface Stop {
  readonly moment: string;
  readonly append: number;
  readonly written: boolean;
}

export const NEVER: Stop = { moment: 'nowhere', append: Infinity, written: true };

/** A process that stops at an append. After it the process writes nothing. */
export function ending(world: Service, { append, written }: Stop): Service {
  let appends = 0;
  const store = interceptAppends(world.log.store, async (writes, within) => {
    appends += 1;
    if (appends > append || (appends === append && !written)) throw new ProcessStopped();
    const result = await within.append(writes);
    if (appends === append) throw new ProcessStopped();
    return result;
  });
  return withStore(world, store);
}

export async function untilItEnds(work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => {
    if (!(error instanceof ProcessStopped)) throw error;
  });
}

/** The same command, repeated at another time. */
export const again = (cause: Cause, now: Date): Cause => ({ ...cause, now });
