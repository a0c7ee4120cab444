import type { PoolClient } from 'pg';
import { START } from '../../eventstore/port.js';
import type { Position, StoredEvent } from '../../eventstore/port.js';

/** A named reader of the log, such as a projection or the reactor. A processor runs it. */
export interface Reader {
  /** Name of the checkpoint. The name of a projection includes its version (`users@1`). */
  readonly name: string;

  /** True if its events gather for a second, to be handled together. No answer waits for such a reader. */
  readonly gathers?: true;

  /** Returns true for events to handle. The processor skips all others. */
  handles(event: StoredEvent): boolean;

  /**
   * Handles events in log order. Its writes and the checkpoint commit in one transaction, which other readers share.
   * Other effects must be idempotent, because a batch may be repeated.
   *
   * @throws Error an event fails: the processor finds it, retries it, and parks it
   */
  handle(events: readonly StoredEvent[], transaction: PoolClient): Promise<void>;

  /**
   * Called once with every event before `handle`, including events that will be parked. It serves state that must
   * follow log order in any case. It must not fail on any event.
   */
  beforeHandling?(events: readonly StoredEvent[], transaction: PoolClient): Promise<void>;

  /** Called with the handled events after their commit, at most once. A crash may prevent the call. It must not fail. */
  afterCommit?(events: readonly StoredEvent[]): void;
}

/** Readers at the same position. */
export interface Group {
  readonly position: Position;
  readonly readers: readonly Reader[];
}

/** Returns true if one of the readers handles an event of a page. */
export function isHandled(page: readonly StoredEvent[], readers: readonly Reader[]): boolean {
  return page.some((event) => readers.some((reader) => reader.handles(event)));
}

/** Returns the names of readers, in their order. */
export function namesOf(readers: readonly Reader[]): string[] {
  return readers.map(({ name }) => name);
}

/** Groups readers by position, the foremost first. */
export function groupByPosition(
  readers: readonly Reader[],
  positions: ReadonlyMap<string, Position>,
): Group[] {
  const groups = new Map<Position, Reader[]>();
  for (const reader of readers) {
    const position = positions.get(reader.name) ?? START;
    groups.set(position, [...(groups.get(position) ?? []), reader]);
  }
  return [...groups]
    .map(([position, members]) => ({ position, readers: members }))
    .sort((a, b) => (a.position < b.position ? 1 : -1));
}

/** Returns positions with those of some readers replaced. */
export function withAll(
  positions: ReadonlyMap<string, Position> | null,
  readers: readonly string[],
  to: Position,
): ReadonlyMap<string, Position> {
  return new Map([...(positions ?? []), ...readers.map((reader) => [reader, to] as const)]);
}
