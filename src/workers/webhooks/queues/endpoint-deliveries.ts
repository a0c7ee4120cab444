import type { Endpoint, PauseReason } from '../../../domain/webhook/webhook.js';
import type { Position, StoredEvent } from '../../../eventstore/port.js';
import type { DeliveryRow, Progress, StoredEndpoint } from '../store/endpoint-store.js';
import { newItem, parkedRow, rowOf, storedItem } from './item.js';
import type { Item } from './item.js';
import { LogSource } from './log-source.js';
import type { PostResult } from '../receiver-client.js';
import { isParkingDue, isPauseDue, pauseAfter } from './retry-schedule.js';
import { SubjectQueues } from './subject-queues.js';
import { changesEndpoint, isWanted } from './wanted-events.js';

/** Events that are read ahead of the cursor, so that a slow one does not hold the others. */
const MAX_READ_AHEAD = 200;
/** The cursor waits while this many events are in memory, so a thousand subjects may fail. The log keeps the others. */
const MAX_UNDELIVERED = 1000;
/** Stored events of a subject that are loaded at once when its receiver has recovered. */
export const REFILL = 20;
const SUBJECTS_REFILLED = 50;
/** After a failure of this length, the first success makes every waiting event due. */
const OUTAGE_MS = 5 * 60_000;
const GONE = 410;

/** The deliveries of one endpoint in the memory of its leader. */
export class EndpointDeliveries {
  readonly main: LogSource;
  #replay: LogSource | null;
  readonly #replayTypes: readonly string[];
  readonly #queues: SubjectQueues<Item>;
  readonly #known: ReadonlySet<Position>;
  #fresh = 0;
  #isChanged = false;
  #rows = new Map<Position, DeliveryRow>();
  #failingSince: number | null;
  #recorded: Position;

  constructor(
    readonly webhook: Endpoint,
    stored: StoredEndpoint,
  ) {
    this.main = new LogSource(stored.position, null);
    this.#replay = stored.replay === null ? null : new LogSource(stored.replay.after, stored.replay.to);
    this.#replayTypes = stored.replay?.types ?? [];
    this.#queues = new SubjectQueues(stored.parkedSubjects);
    this.#known = new Set(stored.known);
    this.#failingSince = stored.failingSince?.getTime() ?? null;
    this.#recorded = stored.position;
    for (const row of stored.held) this.#queues.hold(storedItem(row), row.dueAt?.getTime() ?? 0);
  }

  /** The replay that is not read to its end, or null. */
  get replay(): LogSource | null {
    return this.#replay?.isRead === false ? this.#replay : null;
  }

  /** True while the last attempt failed. The receiver then gets one request at a time. */
  get isFailing(): boolean {
    return this.#failingSince !== null;
  }

  hasRoom(): boolean {
    return !this.#isChanged && this.#fresh < MAX_READ_AHEAD && this.#queues.size < MAX_UNDELIVERED;
  }

  /** Takes a page of the log in. The events after a change of the endpoint are left to its next leader. */
  accept(source: LogSource, page: readonly StoredEvent[]): void {
    const isReplay = source !== this.main;
    for (const event of page) {
      if (source.until !== null && event.position > source.until) {
        source.skip(source.until);
        return;
      }
      this.#isChanged ||= changesEndpoint(event, this.webhook);
      if (this.#isChanged) return;
      const isKnown = !isReplay && this.#known.has(event.position);
      const types = isReplay ? this.#replayTypes : [];
      if (isKnown || !isWanted(event, this.webhook, types)) source.skip(event.position);
      else this.#enqueue(source, event);
    }
  }

  #enqueue(source: LogSource, event: StoredEvent): void {
    const item = newItem(event, source);
    source.begin(event.position);
    this.#fresh += 1;
    const way = this.#queues.add(item);
    if (way !== 'queued') this.#store(item, rowOf(item, way));
  }

  /** Returns the subjects whose next stored events are to be loaded after the next record. */
  drained(): string[] {
    return this.#queues.drained().slice(0, SUBJECTS_REFILLED);
  }

  /**
   * Takes the next stored events of drained subjects in, when every earlier outcome is recorded.
   *
   * @param rows at most `REFILL` of each subject
   */
  refill(subjects: readonly string[], rows: readonly DeliveryRow[]): void {
    for (const name of subjects) {
      const stored = rows.filter(({ subject }) => subject === name);
      this.#queues.refill(name, stored.map(storedItem), stored.length === REFILL);
    }
  }

  hasDue(now: number): boolean {
    return this.#queues.hasDue(now);
  }

  take(now: number): Item | null {
    return this.#queues.take(now);
  }

  nextDue(): number | null {
    return this.#queues.nextDue();
  }

  /** Returns an item without an outcome to its queue, for an attempt after an outage of our own. */
  postpone(item: Item, dueAt: number): void {
    this.#hold(item, dueAt, null);
  }

  /**
   * Notes the outcome of an attempt.
   *
   * @returns the reason to pause the endpoint, or null
   */
  settle(item: Item, attempt: PostResult, now: number): PauseReason | null {
    if (attempt.status !== null && attempt.status >= 200 && attempt.status < 300) {
      this.#succeed(item, attempt, now);
      return null;
    }
    this.#failingSince ??= now;
    const failed = { ...item, attempts: item.attempts + 1, firstFailedAt: item.firstFailedAt ?? now };
    if (isParkingDue(failed.firstFailedAt, now)) this.#park(failed, attempt);
    else this.#hold(failed, now + pauseAfter(failed.attempts), attempt);
    if (attempt.status === GONE) return 'gone';
    return isPauseDue(this.#failingSince, now) ? 'failing' : null;
  }

  #succeed(item: Item, attempt: PostResult, now: number): void {
    if (this.#failingSince !== null && now - this.#failingSince >= OUTAGE_MS) this.#queues.retryAll();
    this.#failingSince = null;
    this.#queues.succeed(item);
    this.#store(item, { ...rowOf(item, 'delivered', attempt), attempts: item.attempts + 1 });
  }

  #hold(item: Item, dueAt: number, attempt: PostResult | null): void {
    const behind = this.#queues.fail(item, dueAt);
    this.#store(item, { ...rowOf(item, 'waiting', attempt), dueAt: new Date(dueAt) });
    for (const other of behind) this.#store(other, rowOf(other, 'waiting'));
  }

  #park(item: Item, attempt: PostResult): void {
    for (const other of this.#queues.park(item)) this.#store(other, rowOf(other, 'parked'));
    // Its events behind are stored or about to be. The record parks the stored ones.
    for (const row of this.#rows.values())
      if (row.subject === item.subject && row.state === 'waiting')
        this.#rows.set(row.position, parkedRow(row));
    this.#store(item, rowOf(item, 'parked', attempt));
  }

  #store(item: Item, row: DeliveryRow): void {
    this.#rows.set(row.position, row);
    if (item.source?.settle(item.position) === true) this.#fresh -= 1;
  }

  /** Tells whether outcomes, or only moves of the cursor, are not recorded yet. */
  get unrecorded(): 'outcomes' | 'moves' | null {
    if (this.#rows.size > 0 || this.#replay?.isDone === true) return 'outcomes';
    return this.main.position === this.#recorded ? null : 'moves';
  }

  /** Returns the progress since the last call. */
  takeProgress(): Progress {
    const rows = [...this.#rows.values()];
    this.#rows = new Map();
    if (this.#replay?.isDone === true) this.#replay = null;
    this.#recorded = this.main.position;
    return {
      rows,
      position: this.#recorded,
      replayAfter: this.#replay?.position ?? null,
      failingSince: this.#failingSince === null ? null : new Date(this.#failingSince),
    };
  }
}
