import { fold } from '../domain/aggregate.js';
import type { Aggregate } from '../domain/aggregate.js';
import type { Recorded } from '../domain/event.js';
import type { DomainEvent } from '../domain/event-catalog.js';
import type { Cause } from '../eventstore/codec.js';
import type { EventLog } from '../eventstore/event-log.js';
import { forgetFolds, loadFolded, loadStream } from '../eventstore/folding/folded-streams.js';
import type { FoldedStream } from '../eventstore/folding/fold-cache.js';
import { WrongExpectedRevision } from '../eventstore/port.js';
import type { Position } from '../eventstore/port.js';
import { appendChanges, backOff, recordEvents } from './append-changes.js';
import type { Change } from './append-changes.js';

type Aggregates = Record<string, Aggregate<unknown, DomainEvent>>;

export type States<A extends Aggregates> = { readonly [Name in keyof A]: A[Name]['initial'] };

/** New events for some of the loaded streams. */
export type Decision<A extends Aggregates> = {
  readonly [Name in keyof A]?: A[Name] extends Aggregate<unknown, infer Event> ? readonly Event[] : never;
};

export interface Outcome<A extends Aggregates> {
  /** States with the new events folded in. */
  readonly states: States<A>;
  /** Folds of the streams with the new events, for a further command of the same request. */
  readonly streams: readonly FoldedStream[];
  /** Position at which a reader sees the effect; null if the streams are empty. */
  readonly position: Position | null;
  /** True if this call appended events: false for a decision without events and for a repeated command. */
  readonly written: boolean;
}

/** Maximum number of decisions for one command while other writers are faster. */
const MAX_DECISIONS = 4;

/**
 * Carries out a command: loads the streams, folds them, decides, and appends at the loaded revisions. After a conflict
 * it loads and decides again.
 *
 * A command whose events are already in the log is not decided again; its outcome is returned. The stream named last
 * is checked for them, so name the stream last whose append completes the command. A log without appends to several
 * streams writes them one by one in the order named.
 *
 * @param preloaded streams that the caller has read in this request. The first decision uses them as they are; a stale
 *   one that is written to causes a conflict, and the next decision reads it again.
 * @throws DomainError the decision refuses the command
 * @throws WrongExpectedRevision other writers were faster every time
 * @throws LogUnavailable the log did not answer; the same command may be sent again
 */
export function handle<A extends Aggregates>(
  log: EventLog,
  cause: Cause,
  aggregates: A,
  decide: (states: States<A>) => Decision<A>,
  preloaded: readonly FoldedStream[] = [],
): Promise<Outcome<A>> {
  return decideAndAppend(log, cause, aggregates, decide, { preloaded, guards: false });
}

/**
 * Carries out a command as `handle` does, for a decision that also depends on streams that it does not write to. The append
 * fails if one of them has changed since it was read, and the command loads and decides again. A log without guards does not
 * notice it.
 *
 * @throws DomainError, WrongExpectedRevision, LogUnavailable as `handle`
 */
export function handleGuarded<A extends Aggregates>(
  log: EventLog,
  cause: Cause,
  aggregates: A,
  decide: (states: States<A>) => Decision<A>,
): Promise<Outcome<A>> {
  return decideAndAppend(log, cause, aggregates, decide, { preloaded: [], guards: true });
}

async function decideAndAppend<A extends Aggregates>(
  log: EventLog,
  cause: Cause,
  aggregates: A,
  decide: (states: States<A>) => Decision<A>,
  { preloaded, guards }: { readonly preloaded: readonly FoldedStream[]; readonly guards: boolean },
): Promise<Outcome<A>> {
  const names = Object.keys(aggregates);

  async function attempt(reusable: readonly FoldedStream[]): Promise<Outcome<A>> {
    const streams = await loadStreams(log, Object.values(aggregates), reusable);
    const loaded = new Map(names.map((name, i) => [name, streams[i]]));
    const handledAt = streams.at(-1)?.commands.get(cause.commandId)?.position ?? null;
    if (handledAt !== null) return { ...outcome(loaded, handledAt), written: false };

    // The type of each name's events is checked where the decision is written.
    const decision = decide(statesOf(loaded)) as Partial<Record<string, readonly DomainEvent[]>>;
    const changes: Change[] = [];
    for (const name of names) {
      const events = decision[name];
      const stream = loaded.get(name);
      if (stream === undefined || events === undefined || events.length === 0) continue;
      changes.push({ name, loaded: stream, events: recordEvents(stream, events, cause) });
    }
    if (changes.length === 0) return { ...outcome(loaded, lastPosition(streams)), written: false };

    const guarded = guards ? unchanged(streams, changes) : [];
    const position = await appendChanges(log, { changes, guarded }, cause);
    const after = new Map(loaded);
    for (const { name, loaded: before, events } of changes)
      after.set(name, withAppended(before, events, { commandId: cause.commandId, position }));
    return { ...outcome(after, position), written: true };
  }

  // The streams were loaded from these aggregates, name by name.
  const statesOf = (loaded: StreamsByName) =>
    Object.fromEntries([...loaded].map(([name, stream]) => [name, stream?.state])) as States<A>;
  const outcome = (loaded: StreamsByName, position: Position | null) => ({
    states: statesOf(loaded),
    streams: [...loaded.values()].flatMap((stream) => stream ?? []),
    position,
  });

  for (let decisions = 1; ; decisions += 1) {
    try {
      return await attempt(decisions === 1 ? preloaded : []);
    } catch (error) {
      if (!(error instanceof WrongExpectedRevision)) throw error;
      // A log that lost events in a failover would refuse every decision on a fold that contains them.
      forgetFolds(log, Object.values(aggregates));
      if (decisions === MAX_DECISIONS) throw error;
      await backOff(decisions);
    }
  }
}

/** Returns the streams without changes, each once. */
function unchanged(streams: readonly FoldedStream[], changes: readonly Change[]): FoldedStream[] {
  const byName = new Map(streams.map((stream) => [stream.aggregate.stream, stream]));
  for (const { loaded } of changes) byName.delete(loaded.aggregate.stream);
  return [...byName.values()];
}

/** Returns the fold of a stream with the events that a command has appended to it. */
function withAppended(
  { aggregate, state, revision, commands }: FoldedStream,
  events: readonly Recorded<DomainEvent>[],
  { commandId, position }: { readonly commandId: string; readonly position: Position },
): FoldedStream {
  const eventIds = [...(commands.get(commandId)?.eventIds ?? []), ...events.map(({ id }) => id)];
  return {
    aggregate,
    state: fold(aggregate, events, state),
    revision: events.at(-1)?.revision ?? revision,
    position,
    commands: new Map(commands).set(commandId, { position, eventIds }),
  };
}

/** Stream that a command reads without changing it. */
export interface Loaded<State> extends FoldedStream<State> {
  /** Returns the position of the events that a command appended to this stream; null: it appended none. */
  readonly handledAt: (commandId: string) => Position | null;
}

/** Loads and folds one stream without changing it. */
export async function load<State, Event extends DomainEvent>(
  log: EventLog,
  aggregate: Aggregate<State, Event>,
): Promise<Loaded<State>> {
  const folded = await loadStream(log, aggregate);
  return { ...folded, handledAt: (commandId) => folded.commands.get(commandId)?.position ?? null };
}

type StreamsByName = ReadonlyMap<string, FoldedStream | undefined>;

/** Loads the streams that are not in `reusable`, in one read. */
async function loadStreams(
  log: EventLog,
  aggregates: readonly Aggregate<unknown, DomainEvent>[],
  reusable: readonly FoldedStream[],
): Promise<FoldedStream[]> {
  const byName = new Map(reusable.map((folded) => [folded.aggregate.stream, folded]));
  const missing = aggregates.filter(({ stream }) => !byName.has(stream));
  if (missing.length > 0)
    for (const folded of await loadFolded(log, missing)) byName.set(folded.aggregate.stream, folded);
  return aggregates.flatMap(({ stream }) => byName.get(stream) ?? []);
}

function lastPosition(streams: readonly FoldedStream[]): Position | null {
  return (
    streams
      .flatMap(({ position }) => position ?? [])
      .sort()
      .at(-1) ?? null
  );
}
