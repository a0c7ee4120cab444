/** An event on its way to an endpoint. */
export interface Queued {
  readonly subject: string;
}

interface Subject<Item> {
  /** The undelivered events in log order. */
  readonly items: Item[];
  /** Time of the next attempt at the first event. */
  dueAt: number;
  isRunning: boolean;
  /** True after a failure, until all of its events are delivered. */
  isHeld: boolean;
}

/**
 * The undelivered events of an endpoint, in order for each subject. An event is taken only after the earlier ones of its
 * subject are delivered, so a failing subject blocks itself alone.
 */
export class SubjectQueues<Item extends Queued> {
  readonly #subjects = new Map<string, Subject<Item>>();
  readonly #parked: Set<string>;
  #size = 0;

  constructor(parked: Iterable<string>) {
    this.#parked = new Set(parked);
  }

  /** The number of undelivered events, without parked ones. */
  get size(): number {
    return this.#size;
  }

  /**
   * Adds an event after the others of its subject.
   *
   * @param held true for an event that is stored as waiting; its subject is held
   * @returns the way of the event: it runs in its turn, waits behind a failed one, or is parked
   */
  add(item: Item, held?: { readonly dueAt: number }): 'queued' | 'waiting' | 'parked' {
    if (this.#parked.has(item.subject)) return 'parked';
    const subject = this.#subjects.get(item.subject) ?? {
      items: [],
      dueAt: held?.dueAt ?? 0,
      isRunning: false,
      isHeld: false,
    };
    if (held !== undefined) subject.isHeld = true;
    subject.items.push(item);
    this.#subjects.set(item.subject, subject);
    this.#size += 1;
    return subject.isHeld ? 'waiting' : 'queued';
  }

  /** Tells whether an event may be delivered now. */
  hasDue(now: number): boolean {
    for (const { isRunning, dueAt } of this.#subjects.values()) if (!isRunning && dueAt <= now) return true;
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
    subject.items.shift();
    subject.isRunning = false;
    subject.dueAt = 0;
    this.#size -= 1;
    if (subject.items.length === 0) this.#subjects.delete(name);
  }

  /**
   * Postpones the failed event at the head of its subject, and replaces it.
   *
   * @returns the events that now wait behind it
   */
  fail(failed: Item, dueAt: number): Item[] {
    const subject = this.#subjects.get(failed.subject);
    if (subject === undefined) return [];
    const behind = subject.isHeld ? [] : subject.items.slice(1);
    subject.items[0] = failed;
    subject.isRunning = false;
    subject.isHeld = true;
    subject.dueAt = dueAt;
    return behind;
  }

  /**
   * Parks the subject of an event.
   *
   * @returns its events
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
    const waiting = [...this.#subjects.values()].filter(({ isRunning }) => !isRunning);
    return waiting.reduce<number | null>(
      (earliest, { dueAt }) => (earliest === null || dueAt < earliest ? dueAt : earliest),
      null,
    );
  }
}
