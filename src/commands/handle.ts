import { setTimeout as sleep } from 'node:timers/promises';
import { fold } from '../domain/aggregate.js';
import type { Aggregate } from '../domain/aggregate.js';
import type { Recorded } from '../domain/event.js';
import type { DomainEvent } from '../domain/event-catalog.js';
import { deriveId, eventIdSchema } from '../domain/ids.js';
import type { EventId } from '../domain/ids.js';
import type { Cause, Codec, LoggedEvent } from '../eventstore/codec.js';
import type { EventLog } from '../eventstore/event-log.js';
import { LogUnavailable, WrongExpectedRevision } from '../eventstore/port.js';
import type { EventStore, Position, Write } from '../eventstore/port.js';

type Aggregates = Record<string, Aggregate<unknown, DomainEvent>>;

export type States<A extends Aggregates> = { readonly [Name in keyof A]: A[Name]['initial'] };

/** What was decided: new events for some of the streams that were loaded. */
export type Decision<A extends Aggregates> = {
  readonly [Name in keyof A]?: A[Name] extends Aggregate<unknown, infer Event> ? readonly Event[] : never;
};

export interface Outcome<A extends Aggregates> {
  /** The states with the new events folded in. */
  readonly states: States<A>;
  /** The place in the log from which on the effect can be seen; null where there is nothing to see. */
  readonly position: Position | null;
  /** Whether this very call has written: not where nothing was to be changed, or the command was carried out before. */
  readonly written: boolean;
}

/** How often a decision is taken again after another writer was faster. */
const DECISIONS = 4;
/** How often the same append is sent again while its outcome is unknown. */
const SENDS = 4;
const PAUSE_MS = 25;

/**
 * The one loop of all commands: load the streams, fold, decide, append at the revisions just read; when
 * another writer was faster, load and decide again.
 *
 * A command whose events are already in the log is not decided again: its outcome is answered. The
 * stream named last tells, so name the one last that completes the command. On a log without
 * appends to several streams they are written one by one in the order named.
 *
 * @throws DomainError the decision refuses
 * @throws WrongExpectedRevision other writers were faster every time
 * @throws LogUnavailable the log did not answer; the same command may be sent again
 */
export async function handle<A extends Aggregates>(
  { store, codec }: EventLog,
  cause: Cause,
  aggregates: A,
  decide: (states: States<A>) => Decision<A>,
): Promise<Outcome<A>> {
  const names = Object.keys(aggregates);

  async function attempt(): Promise<Outcome<A>> {
    const streams = await loadAll({ store, codec }, Object.values(aggregates));
    const known = new Map(names.map((name, i) => [name, streams[i]]));
    const done = carriedOut(streams.at(-1)?.events ?? [], cause.commandId);
    if (done !== null) return { ...outcome(known, done), written: false };

    // The type of each name's events is checked where the decision is written.
    const decision = decide(statesOf(known)) as Partial<Record<string, readonly DomainEvent[]>>;
    const changes: Change[] = [];
    for (const name of names) {
      const events = decision[name];
      const loaded = known.get(name);
      if (loaded === undefined || events === undefined || events.length === 0) continue;
      changes.push({ name, loaded, events: recorded(loaded, events, cause) });
    }
    if (changes.length === 0) return { ...outcome(known, lastPosition(streams)), written: false };

    const writes = await Promise.all(changes.map((change) => encode(codec, change, cause)));
    const position = await write(store, writes);
    const after = new Map(known);
    for (const { name, loaded, events } of changes) {
      after.set(name, { ...loaded, state: fold(loaded.aggregate, events, loaded.state) });
    }
    return { ...outcome(after, position), written: true };
  }

  // The streams were loaded from these very aggregates, name by name.
  const statesOf = (loaded: Known) =>
    Object.fromEntries([...loaded].map(([name, stream]) => [name, stream?.state])) as States<A>;
  const outcome = (loaded: Known, position: Position | null) => ({ states: statesOf(loaded), position });

  for (let decisions = 1; ; decisions += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof WrongExpectedRevision) || decisions === DECISIONS) throw error;
      await pause(decisions);
    }
  }
}

/**
 * Loads and folds one aggregate without changing it.
 *
 * @returns the state, and where in this stream a command has already been carried out
 */
export async function load<State, Event extends DomainEvent>(
  log: EventLog,
  aggregate: Aggregate<State, Event>,
): Promise<{ state: State; carriedOut: (commandId: string) => Position | null }> {
  const [stored = []] = await log.store.readStreams([aggregate.stream]);
  const events = await log.codec.decode(stored);
  return {
    state: fold<State, DomainEvent>(aggregate, events),
    carriedOut: (commandId) => carriedOut(events, commandId),
  };
}

interface LoadedStream {
  readonly aggregate: Aggregate<unknown, DomainEvent>;
  readonly events: readonly LoggedEvent[];
  readonly state: unknown;
}

/** The new events of one stream. */
interface Change {
  readonly name: string;
  readonly loaded: LoadedStream;
  readonly events: readonly Recorded<DomainEvent>[];
}

type Known = ReadonlyMap<string, LoadedStream | undefined>;

async function loadAll({ store, codec }: EventLog, aggregates: readonly Aggregate<unknown, DomainEvent>[]) {
  const stored = await store.readStreams(aggregates.map(({ stream }) => stream));
  return await Promise.all(
    aggregates.map(async (aggregate, i): Promise<LoadedStream> => {
      const events = await codec.decode(stored[i] ?? []);
      return { aggregate, events, state: fold(aggregate, events) };
    }),
  );
}

function carriedOut(events: readonly LoggedEvent[], commandId: string): Position | null {
  return events.findLast(({ causationId }) => causationId === commandId)?.position ?? null;
}

function lastPosition(streams: readonly LoadedStream[]): Position | null {
  const positions = streams.flatMap(({ events }) => events.slice(-1).map(({ position }) => position));
  return positions.sort().at(-1) ?? null;
}

/**
 * Event ids follow from the command and the place in it, so a repeat is recognised by the log. Where a command was cut
 * short after it had written to this stream, and now decides to write to it again, its events take the next places that are
 * free: not simply those after as many as are there, of which a stream that keeps only its newest events may have lost some.
 */
function recorded(
  { aggregate: { stream }, events }: LoadedStream,
  decided: readonly DomainEvent[],
  { commandId, now }: Cause,
): Recorded<DomainEvent>[] {
  const next = (events.at(-1)?.revision ?? -1) + 1;
  const taken = new Set(events.map(({ id }) => id));
  let place = 0;
  const freeId = (): EventId => {
    const id = deriveId(eventIdSchema, `${stream}/${place}`, commandId);
    place += 1;
    return taken.has(id) ? freeId() : id;
  };
  return decided.map((event, i) => ({
    id: freeId(),
    stream,
    revision: next + i,
    occurredAt: now,
    ...event,
  }));
}

async function encode(codec: Codec, { loaded, events }: Change, cause: Cause): Promise<Write> {
  const { stream, keepLast } = loaded.aggregate;
  return {
    stream,
    expected: loaded.events.at(-1)?.revision ?? 'no_stream',
    events: await Promise.all(events.map((event) => codec.encode(event, cause))),
    ...(keepLast !== undefined && { keepLast }),
  };
}

/** Writes all at once where the log can, else one stream after the other. */
async function write(store: EventStore, writes: readonly Write[]): Promise<Position> {
  const appends = store.capabilities.atomicMultiStream ? [writes] : writes.map((one) => [one]);
  const positions: Position[] = [];
  for (const append of appends) positions.push(await sendUntilKnown(store, append));
  return positions.sort().at(-1) as Position;
}

async function sendUntilKnown(store: EventStore, writes: readonly Write[]): Promise<Position> {
  for (let sends = 1; ; sends += 1) {
    try {
      return (await store.append(writes)).position;
    } catch (error) {
      if (!(error instanceof LogUnavailable) || sends === SENDS) throw error;
      await pause(sends);
    }
  }
}

/** Waits longer each time, at random, so that racers part. */
async function pause(times: number): Promise<void> {
  await sleep(PAUSE_MS * 2 ** times * Math.random());
}
