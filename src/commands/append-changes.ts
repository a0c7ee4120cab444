import { setTimeout as sleep } from 'node:timers/promises';
import type { Aggregate } from '../domain/aggregate.js';
import type { Recorded } from '../domain/event.js';
import type { DomainEvent } from '../domain/event-catalog.js';
import { deriveId, eventIdSchema } from '../domain/ids.js';
import type { EventId } from '../domain/ids.js';
import type { Cause, Codec } from '../eventstore/codec.js';
import type { EventLog } from '../eventstore/event-log.js';
import type { FoldedStream } from '../eventstore/folding/fold-cache.js';
import { LogUnavailable } from '../eventstore/port.js';
import type { EventStore, Position, Write } from '../eventstore/port.js';

/** Maximum number of times that one append is sent while its outcome is unknown. */
const MAX_SENDS = 4;
const PAUSE_MS = 25;

/** New events of one loaded stream. */
export interface Change {
  readonly name: string;
  readonly loaded: FoldedStream;
  readonly events: readonly Recorded<DomainEvent>[];
}

/**
 * Appends changes at the revisions that were loaded: all in one append if the store is capable of it, else one stream
 * after the other, in the order given.
 *
 * @param guarded streams that must not have changed either. A store without guards does not check them.
 * @throws WrongExpectedRevision another writer was faster
 * @throws LogUnavailable the log did not answer; the same command may be sent again
 */
export async function appendChanges(
  { store, codec }: EventLog,
  { changes, guarded }: { readonly changes: readonly Change[]; readonly guarded: readonly FoldedStream[] },
  cause: Cause,
): Promise<Position> {
  const { atomicMultiStream, guards } = store.capabilities;
  const writes = await Promise.all(changes.map((change) => encode(codec, change, cause)));
  const appends = atomicMultiStream ? [writes] : writes.map((write) => [write]);
  if (guards) appends[0]?.push(...guardsOf(guarded));
  const positions: Position[] = [];
  for (const append of appends) positions.push(await sendUntilAnswered(store, append));
  return positions.sort().at(-1) as Position;
}

/**
 * Appends events to a stream that no decision reads, without reading it, so the cost does not depend on the events before.
 * The ids derive from the command and the stream: a repeat of the command appends nothing.
 *
 * @returns the position of the last event
 * @throws LogUnavailable the log did not answer; the same command may be sent again
 */
export async function appendUnread<Event extends DomainEvent>(
  { store, codec }: EventLog,
  aggregate: Aggregate<null, Event>,
  decided: readonly Event[],
  cause: Cause,
): Promise<Position> {
  const unread = { aggregate, state: null, revision: null, position: null, commands: new Map() };
  const events = recordEvents(unread, decided, cause);
  const encoded = await Promise.all(events.map((event) => codec.encode(event, cause)));
  const { stream, keepLast } = aggregate;
  const retention = keepLast !== undefined && { keepLast };
  return await sendUntilAnswered(store, [{ stream, expected: 'any', events: encoded, ...retention }]);
}

/**
 * Numbers new events. Their ids derive from the command and a counter, so the log recognises a repeat. A command that
 * was interrupted after an append and now appends to the same stream again skips the ids in use. Counting the events in
 * the stream is not enough: a stream that keeps only its newest events may have lost some.
 */
export function recordEvents(
  { aggregate: { stream, idScope = stream }, commands, revision }: FoldedStream,
  decided: readonly DomainEvent[],
  { commandId, now, actor }: Cause,
): Recorded<DomainEvent>[] {
  const nextRevision = (revision ?? -1) + 1;
  const usedIds = new Set(commands.get(commandId)?.eventIds);
  let counter = 0;
  const unusedId = (): EventId => {
    const id = deriveId(eventIdSchema, `${idScope}/${counter}`, commandId);
    counter += 1;
    return usedIds.has(id) ? unusedId() : id;
  };
  return decided.map((event, i) => ({
    id: unusedId(),
    stream,
    revision: nextRevision + i,
    occurredAt: now,
    actor,
    ...event,
  }));
}

/** Waits for a random time that doubles with each attempt, so that competing writers spread out. */
export async function backOff(attempt: number): Promise<void> {
  await sleep(PAUSE_MS * 2 ** attempt * Math.random());
}

async function encode(codec: Codec, { loaded, events }: Change, cause: Cause): Promise<Write> {
  const { stream, keepLast } = loaded.aggregate;
  return {
    stream,
    expected: loaded.revision ?? 'no_stream',
    events: await Promise.all(events.map((event) => codec.encode(event, cause))),
    ...(keepLast !== undefined && { keepLast }),
  };
}

function guardsOf(streams: readonly FoldedStream[]): Write[] {
  return streams.map(({ aggregate: { stream }, revision }) => {
    return { stream, expected: revision ?? 'no_stream', events: [] };
  });
}

async function sendUntilAnswered(store: EventStore, writes: readonly Write[]): Promise<Position> {
  for (let sends = 1; ; sends += 1) {
    try {
      return (await store.append(writes)).position;
    } catch (error) {
      if (!(error instanceof LogUnavailable) || sends === MAX_SENDS) throw error;
      await backOff(sends);
    }
  }
}
