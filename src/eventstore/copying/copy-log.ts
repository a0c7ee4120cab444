import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { isEphemeral } from '../../domain/event-catalog.js';
import { canonicalJson } from '../../runtime/canonical-json.js';
import { LogUnavailable, START } from '../port.js';
import type { EventStore, ExpectedRevision, Position, StoredEvent, Write } from '../port.js';

/** The two logs differ. The copy has stopped. */
export class LogsDiffer extends Error {
  override readonly name = 'LogsDiffer';
}

export interface CopyOptions {
  readonly from: EventStore;
  readonly to: EventStore;
  /** Called after every page with the number of events that both logs contain. */
  readonly onProgress?: (events: number) => void;
}

/** The content of both logs. */
export interface Verified {
  readonly events: number;
  /** The SHA-256 of all events in log order, in hexadecimal. */
  readonly hash: string;
}

const PAGE = 1000;
/** The number of times an append with unknown outcome is sent, and the first pause between them. */
const SENDS = 6;
const PAUSE_MS = 250;

/**
 * Copies a log that has no writers. Events, ids and order stay the same, within every stream and across streams. Events
 * that the target already has are compared and not copied again, so that an interrupted copy can be resumed. Revisions of
 * an ephemeral stream that has lost its older events start from 0 again.
 *
 * @throws LogsDiffer the target contains other events
 * @throws LogUnavailable one of the two logs is unavailable
 */
export async function copyLog({ from, to, onProgress }: CopyOptions): Promise<void> {
  const existing = everything(to);
  let copied = 0;
  for await (const page of pages(from)) {
    const missing: StoredEvent[] = [];
    for (const event of page) {
      const other = missing.length > 0 ? undefined : (await existing.next()).value;
      if (other === undefined) missing.push(event);
      else if (canonical(event) !== canonical(other)) throw differ(event);
    }
    for (const writes of appendsOf(missing, to.capabilities.atomicMultiStream)) await send(to, writes);
    copied += page.length;
    onProgress?.(copied);
  }
  if ((await existing.next()).value !== undefined)
    throw new LogsDiffer('The target contains more events than the source. It must be a separate log.');
}

/**
 * Reads both logs completely and compares them.
 *
 * @param onEvent called with the position of each event in the source and in the target
 * @throws LogsDiffer
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
 * Groups events into appends that keep their order. An append names as many streams as the log accepts, and consecutive
 * events of one stream share a write.
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

/** Serialises an event without its position and time of recording, which differ between logs. */
function canonical({ id, type, data, metadata, stream }: StoredEvent): string {
  return canonicalJson({ id, type, data, metadata, stream });
}

function differ({ stream, revision }: StoredEvent): LogsDiffer {
  return new LogsDiffer(`The target holds another event at revision ${revision} of ${stream}.`);
}
