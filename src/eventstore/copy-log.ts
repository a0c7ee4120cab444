import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { isEphemeral } from '../domain/event-catalog.js';
import { LogUnavailable, START } from './port.js';
import type { EventStore, ExpectedRevision, Json, Position, StoredEvent, Write } from './port.js';

/** Two logs that should be one and the same are not. Nothing more was written. */
export class LogsDiffer extends Error {
  override readonly name = 'LogsDiffer';
}

export interface CopyOptions {
  readonly from: EventStore;
  readonly to: EventStore;
  /** Called after every page with the number of events that both have. */
  readonly onProgress?: (events: number) => void;
}

/** What both logs hold. */
export interface Verified {
  readonly events: number;
  /** SHA-256 over every event in its order, in hexadecimal. */
  readonly hash: string;
}

const PAGE = 1000;
/** How often the same append is sent while its outcome is unknown, and the pauses between. */
const SENDS = 6;
const PAUSE_MS = 250;

/**
 * Copies a log that nobody writes to: same events, same ids, same order in every stream and over all. What was
 * copied before is compared and left alone, so an interrupted copy goes on when it is started again. Of a stream
 * that has lost its older events the others are counted from 0 again.
 *
 * @throws LogsDiffer the target holds something else
 * @throws LogUnavailable one of the two cannot be reached
 */
export async function copyLog({ from, to, onProgress }: CopyOptions): Promise<void> {
  const there = everything(to);
  let copied = 0;
  for await (const page of pages(from)) {
    const missing: StoredEvent[] = [];
    for (const event of page) {
      const other = missing.length > 0 ? undefined : (await there.next()).value;
      if (other === undefined) missing.push(event);
      else if (canonical(event) !== canonical(other)) throw differ(event);
    }
    for (const writes of appendsOf(missing, to.capabilities.atomicMultiStream)) await send(to, writes);
    copied += page.length;
    onProgress?.(copied);
  }
  if ((await there.next()).value !== undefined)
    throw new LogsDiffer('The target holds more than the source. It must be a log of its own.');
}

/**
 * Reads both logs from their start to their end.
 *
 * @param onEvent is told where an event is in the one and in the other
 * @throws LogsDiffer they do not hold the same
 */
export async function verifyCopy(
  { from, to, onProgress }: CopyOptions,
  onEvent: (there: Position, here: Position) => void,
): Promise<Verified> {
  const [source, target] = [createHash('sha256'), createHash('sha256')];
  const copies = everything(to);
  let events = 0;
  for await (const page of pages(from)) {
    for (const event of page) {
      const copy = (await copies.next()).value;
      if (copy === undefined) throw new LogsDiffer(`The target ends after ${events} events.`);
      source.update(canonical(event));
      target.update(canonical(copy));
      onEvent(event.position, copy.position);
      events += 1;
    }
    onProgress?.(events);
  }
  if ((await copies.next()).value !== undefined)
    throw new LogsDiffer(`The target goes on after ${events} events.`);
  const hash = source.digest('hex');
  if (hash !== target.digest('hex')) throw new LogsDiffer('The two logs have different hashes.');
  return { events, hash };
}

async function* pages(log: EventStore): AsyncGenerator<StoredEvent[], undefined> {
  let after = START;
  for (;;) {
    const page = await log.readAll({ after, limit: PAGE });
    const last = page.at(-1);
    if (last === undefined) return;
    yield page;
    after = last.position;
  }
}

async function* everything(log: EventStore): AsyncGenerator<StoredEvent, undefined> {
  for await (const page of pages(log)) yield* page;
}

/**
 * The appends that write events in this order: as many streams at once as the log takes, and neighbours of one
 * stream together.
 */
function appendsOf(events: readonly StoredEvent[], severalStreams: boolean): Write[][] {
  const appends: Write[][] = [];
  let streams = new Set<string>();
  let last: { stream: string; events: StoredEvent[] } | undefined;
  for (const event of events) {
    if (last?.stream === event.stream) {
      last.events.push(event);
      continue;
    }
    const write = {
      stream: event.stream,
      expected: expectedOf(event),
      events: [event],
    };
    const append = appends.at(-1);
    if (severalStreams && append !== undefined && !streams.has(event.stream)) append.push(write);
    else {
      appends.push([write]);
      streams = new Set();
    }
    streams.add(event.stream);
    last = write;
  }
  return appends;
}

function expectedOf({ stream, revision }: StoredEvent): ExpectedRevision {
  if (isEphemeral(stream)) return 'any';
  return revision === 0 ? 'no_stream' : revision - 1;
}

async function send(to: EventStore, writes: readonly Write[]): Promise<void> {
  const bare = writes.map((write) => ({
    ...write,
    events: write.events.map(({ id, type, data, metadata }) => ({ id, type, data, metadata })),
  }));
  for (let sends = 1; ; sends += 1) {
    try {
      await to.append(bare);
      return;
    } catch (error) {
      if (!(error instanceof LogUnavailable) || sends === SENDS) throw error;
      await sleep(PAUSE_MS * 2 ** sends);
    }
  }
}

/** An event without what a log adds of its own: where it is, and when this log took it. */
function canonical({ id, type, data, metadata, stream }: StoredEvent): string {
  return JSON.stringify(sorted({ id, type, data, metadata, stream }));
}

/** With the members of every object in one order, as RFC 8785 §3.2.3 has it. */
function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const names = Object.keys(value).sort();
  return Object.fromEntries(names.map((name) => [name, sorted(value[name] ?? null)]));
}

function differ({ stream, revision }: StoredEvent): LogsDiffer {
  return new LogsDiffer(`The target holds another event where ${stream} has its revision ${revision}.`);
}
