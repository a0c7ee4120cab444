import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Aggregate } from '../../domain/aggregate.js';
import { fold } from '../../domain/aggregate.js';
import type { DomainEvent } from '../../domain/event-catalog.js';
import type { LoggedEvent } from '../codec.js';
import type { EventLog } from '../event-log.js';
import type { CommandTrace, FoldedStream } from './fold-cache.js';
import type { StoredEvent } from '../port.js';

/** Events that are folded before other work of the process gets its turn. */
const CHUNK = 500;

/** Loads and folds streams, in one read. */
export async function loadFolded(
  log: EventLog,
  aggregates: readonly Aggregate<unknown, DomainEvent>[],
): Promise<FoldedStream[]> {
  const before = aggregates.map((aggregate) => log.folds.get(keyOf(aggregate)) ?? emptyFold(aggregate));
  const after = new Map(
    before.flatMap(({ aggregate, revision }) => (revision === null ? [] : [[aggregate.stream, revision]])),
  );
  const stored = await log.store.readStreams(
    aggregates.map(({ stream }) => stream),
    after,
  );
  return await Promise.all(before.map((folded, i) => foldFurther(log, folded, stored[i] ?? [])));
}

/** Loads and folds one stream. */
export async function loadStream<State, Event extends DomainEvent>(
  log: EventLog,
  aggregate: Aggregate<State, Event>,
): Promise<FoldedStream<State>> {
  const [folded] = await loadFolded(log, [aggregate]);
  // The fold is of this aggregate, whose states are of its type.
  return folded as FoldedStream<State>;
}

/** Removes the folds of streams, so that the next load reads them from their first event. */
export function forgetFolds(
  { folds }: EventLog,
  aggregates: readonly Aggregate<unknown, DomainEvent>[],
): void {
  for (const aggregate of aggregates) folds.delete(keyOf(aggregate));
}

/** Ephemeral streams are short, and their earlier events are gone. Unknown streams would only evict known ones. */
function isCacheable({ aggregate, revision }: FoldedStream): boolean {
  return aggregate.keepLast === undefined && revision !== null;
}

/** An aggregate that skips unreadable events has another state than one that fails on them. */
function keyOf({ stream, skipsUnreadable }: Aggregate<unknown, DomainEvent>): string {
  return skipsUnreadable === true ? `${stream} readable` : stream;
}

/** Returns the fold of a stream without events. */
export function emptyFold(aggregate: Aggregate<unknown, DomainEvent>): FoldedStream {
  return { aggregate, state: aggregate.initial, revision: null, position: null, commands: new Map() };
}

async function foldFurther(
  { codec, folds }: EventLog,
  before: FoldedStream,
  stored: readonly StoredEvent[],
): Promise<FoldedStream> {
  if (stored.length === 0) return before;
  const { aggregate } = before;
  const commands = new Map(before.commands);
  let { state, position } = before;
  for (let start = 0; start < stored.length; start += CHUNK) {
    if (start > 0) await nextTurn();
    const events = await codec.decode(stored.slice(start, start + CHUNK), aggregate.skipsUnreadable);
    state = fold(aggregate, events, state);
    position = events.at(-1)?.position ?? position;
    for (const event of events) addTrace(commands, event);
  }
  const folded = { aggregate, state, revision: stored.at(-1)?.revision ?? null, position, commands };
  if (isCacheable(folded)) folds.set(keyOf(aggregate), folded);
  return folded;
}

function addTrace(commands: Map<string, CommandTrace>, { id, causationId, position }: LoggedEvent): void {
  const eventIds = commands.get(causationId)?.eventIds ?? [];
  commands.set(causationId, { position, eventIds: [...eventIds, id] });
}
