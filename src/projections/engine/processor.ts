import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { openLogPages, PAGE_SIZE } from '../../eventstore/log-pages.js';
import { START } from '../../eventstore/port.js';
import type { EventStore, Position, StoredEvent } from '../../eventstore/port.js';
import { applyPage } from './apply-page.js';
import { advance, anchorOf, readCheckpoints } from './checkpoints.js';
import type { Anchor } from './checkpoints.js';
import { groupByPosition, isHandled, namesOf, withAll } from './reader.js';
import type { Group, Reader } from './reader.js';

export interface ProcessorOptions {
  readonly pool: Pool;
  readonly store: EventStore;
  readonly readers: readonly Reader[];
  readonly logger: Logger;
  /** Milliseconds in which events gather after the first one. 0 by default. */
  readonly gatherMs?: number;
  /** Called with the names of the readers whose checkpoints this process has moved to a position. */
  readonly onProgress?: (readers: readonly string[], position: Position) => void;
  /** Called for each event that this process parks. */
  readonly onParked?: (reader: string) => void;
  /** Called for each page that this process has applied, with the names of the readers that stored something. */
  readonly onApplied?: (applied: AppliedPage) => void;
}

export interface AppliedPage {
  readonly page: readonly StoredEvent[];
  readonly readers: readonly string[];
  /** The start of the transaction, as `performance.now()` gave it. */
  readonly startedAt: number;
}

export interface Processor {
  /** Resolves when the current page is committed or abandoned. */
  stop(): Promise<void>;
}

/** Longest pause before other processes hear that no reader has to handle the events of a page. */
const UNHANDLED_MS = 20;

/**
 * Time in which the checkpoints of readers without events stay where they are. After a crash, these readers look at the
 * events since then again.
 */
const SAVE_MS = 500;

/** Pause after an error of the database or the log. */
const PAUSE_MS = 500;
/** Pause after an outage of one reader. Its attempts may wait for a lock, and the other readers with them. */
const POSTPONE_MS = 5000;

/**
 * Runs readers page by page in log order. The readers at the head share each page and its transaction, which contains
 * their writes and their checkpoints. A reader behind the others, such as one that is rebuilt, gets pages of its own
 * until it has reached them. Any number of processes may run the same readers: the locks on the checkpoints admit one at
 * a time.
 */
export function startProcessor({
  pool,
  store,
  readers,
  logger,
  gatherMs = 0,
  onProgress,
  onParked,
  onApplied,
}: ProcessorOptions): Processor {
  const stopping = new AbortController();
  const pages = openLogPages(store);
  const names = namesOf(readers);
  /** Readers that met an outage of their own, with the time of their next attempt. */
  const postponedUntil = new Map<string, number>();
  /** The position up to which each reader has read, and that of its checkpoint. They differ if it had nothing to store. */
  let positions: ReadonlyMap<string, Position> | null = null;
  let saved: ReadonlyMap<string, Position> = new Map();
  /** The time of the first page since which the two differ, or null. */
  let unsavedSince: number | null = null;
  /** The newest retained event of the foremost readers. */
  let newest: Anchor | null = null;

  /**
   * Handles the next page of a group.
   *
   * @param front position of the foremost group, which the others do not overtake
   * @param isOnly true if all readers are in this group
   * @returns true if more events may be available at once
   */
  async function processNextPage(
    { position: from, readers: group }: Group,
    front: Position,
    isOnly: boolean,
  ): Promise<boolean> {
    const loaded = isOnly ? await readWithNext(from, group) : await pages.read(from);
    const isFront = from === front;
    const page = isFront ? loaded : loaded.filter((event) => event.position <= front);
    // Only an event after the front shows that none is missing before it: an empty page may be older than the front, which
    // another process has moved. The event at the front may be gone from an ephemeral stream.
    const to = page.at(-1)?.position ?? (isFront || loaded.length === 0 ? null : front);
    if (to === null) return (await savePositions(from, group)) ? false : await refreshPositions();
    if (isFront) newest = anchorOf(page) ?? newest;
    const step = { saved, to, anchor: isFront ? newest : anchorOf(page) };
    const savesAll = isSaveDue();
    const startedAt = performance.now();
    const result = await applyPage(pool, group, page, step, { savesAll, logger });
    onApplied?.({ page, readers: result.saved, startedAt });
    if (savesAll) unsavedSince = null;
    else if (result.skipped.length > 0) unsavedSince ??= performance.now();
    for (const reader of result.parked) onParked?.(reader);
    for (const reader of result.postponed) postponedUntil.set(reader, performance.now() + POSTPONE_MS);
    const moved = [...result.saved, ...result.skipped];
    if (moved.length > 0) onProgress?.(moved, to);
    positions = withAll(positions, moved, to);
    saved = withAll(saved, result.saved, to);
    // Readers that have reached the front continue with those that are there.
    if (moved.length === group.length) return !isFront || page.length === PAGE_SIZE;
    return await refreshPositions();
  }

  function isSaveDue(): boolean {
    return unsavedSince !== null && performance.now() - unsavedSince > SAVE_MS;
  }

  /**
   * Moves the checkpoints of readers to the position up to which they have read, once that is due.
   *
   * @returns false if all are there, or if another process has moved one
   */
  async function savePositions(to: Position, group: readonly Reader[]): Promise<boolean> {
    if (unsavedSince === null) return false;
    if (!isSaveDue()) return true;
    unsavedSince = null;
    const unsaved = namesOf(group).filter((name) => saved.get(name) !== to);
    const anchor = newest !== null && newest.position <= to ? newest : null;
    const moved = await advance(pool, unsaved, { saved, to, anchor });
    const reached = moved.map(({ reader }) => reader);
    saved = withAll(saved, reached, to);
    return reached.length === unsaved.length;
  }

  /**
   * Reads a page. One without an event for a reader is read again when the next event is there: a sign-in counts its
   * attempt just before it starts a session, and the checkpoints move once for both.
   */
  async function readWithNext(from: Position, group: readonly Reader[]): Promise<StoredEvent[]> {
    const page = await pages.read(from);
    const last = page.at(-1);
    if (last === undefined || isHandled(page, group) || page.length === PAGE_SIZE) return page;
    // The read models lack nothing up to there, so the callers that wait for them need not wait for the checkpoints.
    onProgress?.(namesOf(group), last.position);
    await pages.waitForAppend(UNHANDLED_MS);
    return await pages.read(from);
  }

  /**
   * Follows checkpoints that other processes have moved, or that a rebuild has reset.
   *
   * @returns true if a checkpoint is elsewhere than this process knew
   */
  async function refreshPositions(): Promise<boolean> {
    const before = positions;
    const now = await readCheckpoints(pool, names);
    positions = now;
    saved = now;
    unsavedSince = null;
    return names.some((name) => now.get(name) !== before?.get(name));
  }

  async function processPages(): Promise<boolean> {
    if (positions === null) await refreshPositions();
    const isDue = ({ name }: Reader) => (postponedUntil.get(name) ?? 0) <= performance.now();
    const groups = groupByPosition(readers.filter(isDue), positions ?? new Map());
    const front = groups[0]?.position ?? START;
    let hasMore = false;
    for (const group of groups) if (await processNextPage(group, front, groups.length === 1)) hasMore = true;
    return hasMore;
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        if (await processPages()) continue;
        await pages.waitForAppend();
        if (gatherMs > 0) await pause(gatherMs);
      } catch (error) {
        positions = null;
        logger.warn({ readers: names, err: error }, 'readers failed; retrying after a pause');
        await pause(PAUSE_MS);
      }
    }
  }

  async function pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: stopping.signal }).catch(() => undefined);
  }

  const running = run();
  return {
    async stop() {
      stopping.abort();
      pages.stop();
      await running;
    },
  };
}
