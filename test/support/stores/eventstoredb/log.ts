import { randomUUID } from 'node:crypto';

/** An event as the server was given it; what is in the bytes does not concern it. */
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
  /** The place in the log. */
  place: number;
  created: Date;
}

export type Expected = 'any' | 'no_stream' | 'exists' | number;

export type Verdict =
  | { verdict: 'appended'; last: LoggedEvent }
  /** `current` is the revision that is there instead; undefined where there is no stream. */
  | { verdict: 'wrong expected version'; current: number | undefined };

/** Places are byte offsets, so they begin somewhere and leave out numbers. */
const FIRST_PLACE = 900;
const BYTES = 117;

/** Of how many of the latest events the ids are known when the append expects `any` or `exists`. */
const REMEMBERED = 3;

/** What EventStoreDB keeps, by its rules of expectations and repeats. */
export class EventLog {
  readonly events: LoggedEvent[] = [];
  readonly #streams = new Map<string, LoggedEvent[]>();
  readonly #followers = new Set<{ tell: (event: LoggedEvent) => void }>();

  /** What of a stream can be read: with a `$maxCount` in its metadata, only the newest so many. */
  stream(name: string): readonly LoggedEvent[] {
    const events = this.#streams.get(name) ?? [];
    const metadata = this.#streams.get(`$$${name}`)?.at(-1);
    if (metadata === undefined) return events;
    const { $maxCount } = JSON.parse(Buffer.from(metadata.data).toString()) as { $maxCount: number };
    return events.slice(-$maxCount);
  }

  /** What a server writes for itself: here links, as its projections do. */
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

  /** Calls for every event that is appended from now on, until the returned function is called. */
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
    // Some ids are known and others not: a real server calls this a wrong expectation, too.
    if (last || !isExpected(expected, current)) return { verdict: 'wrong expected version', current };
    return { verdict: 'appended', last: this.#recordAll(stream, proposed) };
  }

  /**
   * The events of an earlier append of the same ids, as far as they agree from the first on. With an exact expectation
   * they must be in the stream from there on; otherwise they are looked for in a memory that forgets.
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
    if (!last) throw new Error('An append without events.');
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
