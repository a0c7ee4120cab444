/** An event on its way to an endpoint. */
export interface Queued {
  readonly subject: string;
}

interface Subject<Item> {
  /** The undelivered events in memory, in log order. */
  items: Item[];
  /** Time of the next attempt at the first event. */
  dueAt: number;
  isRunning: boolean;
  /** True after a failure, until all of its events are delivered. Its events are stored. */
  isHeld: boolean;
  /** True if stored events follow those in memory. */
  hasMore: boolean;
}

/**
 * The undelivered events of an endpoint, in order for each subject. An event is taken only after the earlier ones of its
 * subject are delivered, so a failing subject blocks itself alone. Of a failing one, only the first event stays in memory.
 */
export class SubjectQueues<Item extends Queued> {
  readonly #subjects = new Map<string, Subject<Item>>();
  readonly #parked: Set<string>;
  #size = 0;

  constructor(parked: Iterable<string>) {
    this.#parked = new Set(parked);
  }

  /** The number of undelivered events in memory. */
  get size(): number {
    return this.#size;
  }

  /**
   * Adds an event after the others of its subject.
   *
   * @returns the way of the event: it runs in its turn, is stored behind a failed one, or is parked
   */
  add(item: Item): 'queued' | 'waiting' | 'parked' {
    if (this.#parked.has(item.subject)) return 'parked';
    const subject = this.#subjects.get(item.subject);
    if (subject === undefined) this.#start(item, { dueAt: 0, isHeld: false, hasMore: false });
    else if (subject.isHeld) subject.hasMore = true;
    else this.#keep(subject, [...subject.items, item]);
    return subject?.isHeld === true ? 'waiting' : 'queued';
  }

  /** Adds the first stored event of a held subject. Others may follow it. */
  hold(item: Item, dueAt: number): void {
    this.#start(item, { dueAt, isHeld: true, hasMore: true });
  }

  #start(item: Item, state: Pick<Subject<Item>, 'dueAt' | 'isHeld' | 'hasMore'>): void {
    this.#subjects.set(item.subject, { items: [item], isRunning: false, ...state });
    this.#size += 1;
  }

  #keep(subject: Subject<Item>, items: Item[]): void {
    this.#size += items.length - subject.items.length;
    subject.items = items;
  }

  /** Returns the held subjects whose next events are to be loaded. */
  drained(): string[] {
    return [...this.#subjects].flatMap(([name, { items }]) => (items.length === 0 ? [name] : []));
  }

  /** Adds the next stored events of a drained subject. A subject without any is no longer held. */
  refill(name: string, items: readonly Item[], hasMore: boolean): void {
    const subject = this.#subjects.get(name);
    if (subject === undefined) return;
    this.#keep(subject, [...items]);
    subject.hasMore = hasMore;
    if (items.length === 0) this.#subjects.delete(name);
  }

  /** Tells whether an event may be delivered now. */
  hasDue(now: number): boolean {
    for (const subject of this.#subjects.values()) if (isReady(subject) && subject.dueAt <= now) return true;
    return false;
  }

  /** Takes the next event that may be delivered now, or returns null. */
  take(now: number): Item | null {
    for (const [name, subject] of this.#subjects) {
      const [item] = subject.items;
      if (item === undefined || subject.isRunning || subject.dueAt > now) continue;
      subject.isRunning = true;
      // At the end of the map it comes after the others.
      this.#subjects.delete(name);
      this.#subjects.set(name, subject);
      return item;
    }
    return null;
  }

  /** Removes a delivered event. */
  succeed({ subject: name }: Item): void {
    const subject = this.#subjects.get(name);
    if (subject === undefined) return;
    this.#keep(subject, subject.items.slice(1));
    subject.isRunning = false;
    subject.dueAt = 0;
    if (subject.items.length === 0 && !subject.hasMore) this.#subjects.delete(name);
  }

  /**
   * Postpones the failed event at the head of its subject, and replaces it. The events behind it leave the memory.
   *
   * @returns the events behind it that are to be stored
   */
  fail(failed: Item, dueAt: number): Item[] {
    const subject = this.#subjects.get(failed.subject);
    if (subject === undefined) return [];
    const behind = subject.items.slice(1);
    const unstored = subject.isHeld ? [] : behind;
    this.#keep(subject, [failed]);
    subject.hasMore ||= behind.length > 0;
    subject.isRunning = false;
    subject.isHeld = true;
    subject.dueAt = dueAt;
    return unstored;
  }

  /**
   * Parks the subject of an event.
   *
   * @returns its events in memory
   */
  park({ subject: name }: Item): Item[] {
    const { items = [] } = this.#subjects.get(name) ?? {};
    this.#parked.add(name);
    this.#subjects.delete(name);
    this.#size -= items.length;
    return items;
  }

  /** Makes every postponed event due, when the receiver has recovered. */
  retryAll(): void {
    for (const subject of this.#subjects.values()) subject.dueAt = 0;
  }

  /** Returns the time of the next attempt, or null if no event waits for one. */
  nextDue(): number | null {
    const waiting = [...this.#subjects.values()].filter(isReady);
    return waiting.reduce<number | null>(
      (earliest, { dueAt }) => (earliest === null || dueAt < earliest ? dueAt : earliest),
      null,
    );
  }
}

/** Tells whether the first event of a subject is in memory and does not run. */
function isReady({ items, isRunning }: Subject<Queued>): boolean {
  return items.length > 0 && !isRunning;
}
