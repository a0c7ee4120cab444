import { randomUUID } from 'node:crypto';

/** An event as the client sent it. The server does not interpret the bytes. */
export interface ProposedEvent {
  id: string;
  type: string;
  contentType: string;
  data: Uint8Array;
  metadata: Uint8Array;
}

export interface LoggedEvent extends ProposedEvent {
  stream: string;
  revision: number;
  /** The position in the log. */
  place: number;
  created: Date;
}

export type Expected = 'any' | 'no_stream' | 'exists' | number;

export type Verdict =
  | { verdict: 'appended'; last: LoggedEvent }
  /** `current` is the actual revision, or undefined for an unknown stream. */
  | { verdict: 'wrong expected version'; current: number | undefined };

/** Positions are byte offsets, so they do not start at 0 and have gaps. */
const FIRST_PLACE = 900;
const BYTES = 117;

/** The number of newest events whose ids the server remembers for appends that expect `any` or `exists`. */
const REMEMBERED = 3;

/** The log of EventStoreDB, with its rules for expectations and repeats. */
export class EventLog {
  readonly events: LoggedEvent[] = [];
  readonly #streams = new Map<string, LoggedEvent[]>();
  readonly #followers = new Set<{ tell: (event: LoggedEvent) => void }>();

  /** The readable events of a stream: with `$maxCount` in its metadata, only that many newest ones. */
  stream(name: string): readonly LoggedEvent[] {
    const events = this.#streams.get(name) ?? [];
    const metadata = this.#streams.get(`$$${name}`)?.at(-1);
    if (metadata === undefined) return events;
    const { $maxCount } = JSON.parse(Buffer.from(metadata.data).toString()) as { $maxCount: number };
    return events.slice(-$maxCount);
  }

  /** Appends a system event: a link, as projections write it. */
  appendSystemEvents(count: number): void {
    for (let i = 0; i < count; i += 1) {
      this.#record('$ce-thing', {
        id: randomUUID(),
        type: '$>',
        contentType: 'application/octet-stream',
        data: Buffer.from('0@thing'),
        metadata: new Uint8Array(),
      });
    }
  }

  /** Removes the newest events. */
  forgetNewest(count: number): void {
    for (const event of this.events.splice(-count)) {
      const events = this.#streams.get(event.stream) ?? [];
      this.#streams.set(
        event.stream,
        events.filter(({ id }) => id !== event.id),
      );
    }
  }

  /** Copies the log. The returned function restores the copy. */
  backUp(): () => void {
    const count = this.events.length;
    return () => {
      this.forgetNewest(this.events.length - count);
    };
  }

  /** Registers a listener for new events. The returned function removes it. */
  follow(tell: (event: LoggedEvent) => void): () => void {
    const follower = { tell };
    this.#followers.add(follower);
    return () => this.#followers.delete(follower);
  }

  append(stream: string, expected: Expected, proposed: readonly ProposedEvent[]): Verdict {
    const current = this.stream(stream).at(-1)?.revision;
    const earlier = this.#earlier(stream, expected, proposed);
    const last = earlier.at(-1);
    if (last && earlier.length === proposed.length) return { verdict: 'appended', last };
    // Only some of the ids are known. A real server also reports a wrong expectation.
    if (last || !isExpected(expected, current)) return { verdict: 'wrong expected version', current };
    return { verdict: 'appended', last: this.#recordAll(stream, proposed) };
  }

  /**
   * Returns the events of an earlier append of the same ids, up to the first difference. With an exact expectation they
   * must follow it in the stream; otherwise a limited memory is searched.
   */
  #earlier(stream: string, expected: Expected, proposed: readonly ProposedEvent[]): LoggedEvent[] {
    const events = this.#streams.get(stream) ?? [];
    const memory = new Map(events.slice(-REMEMBERED).map((event) => [event.id, event]));
    const start = expected === 'no_stream' ? 0 : Number(expected) + 1;
    const found = proposed.map(({ id }, i) => {
      const there = expected === 'any' || expected === 'exists' ? memory.get(id) : events[start + i];
      return there?.id === id ? there : undefined;
    });
    const end = found.indexOf(undefined);
    return found.slice(0, end === -1 ? found.length : end).filter((event) => event !== undefined);
  }

  #recordAll(stream: string, proposed: readonly ProposedEvent[]): LoggedEvent {
    const last = proposed.map((event) => this.#record(stream, event)).at(-1);
    if (!last) throw new Error('The append has no events.');
    return last;
  }

  #record(stream: string, event: ProposedEvent): LoggedEvent {
    const events = this.#streams.get(stream) ?? [];
    this.#streams.set(stream, events);
    const place = FIRST_PLACE + this.events.length * BYTES;
    const recorded = { ...event, stream, revision: events.length, place, created: new Date() };
    events.push(recorded);
    this.events.push(recorded);
    for (const { tell } of this.#followers) tell(recorded);
    return recorded;
  }
}

function isExpected(expected: Expected, current: number | undefined): boolean {
  if (expected === 'any') return true;
  if (expected === 'exists') return current !== undefined;
  return current === (expected === 'no_stream' ? undefined : expected);
}
