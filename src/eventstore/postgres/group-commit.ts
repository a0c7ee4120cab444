import { LogUnavailable, type AppendResult } from '../port.js';
import type { Append, Verdict } from './append-batch.js';

const MAX_APPENDS = 500;
const MAX_EVENTS = 2_000;
const MAX_WAITING = 20_000;
const MAX_WAIT_MS = 10_000;

interface Waiting {
  readonly append: Append;
  readonly since: number;
  readonly resolve: (result: AppendResult) => void;
  readonly reject: (error: unknown) => void;
  /** True for an append whose batch the database rejected. It is sent alone. */
  readonly alone: boolean;
}

/** The streams and event ids of the appends in a batch. */
interface Used {
  /** The streams that an append writes to, and the ids of its events. */
  readonly written: Set<string>;
  /** The streams that appends only guard. Several may guard one stream. */
  readonly guarded: Set<string>;
}

/**
 * Sends all waiting appends as one batch, and the next batch when the previous one returns. Under load one commit serves
 * hundreds of callers; without load no append waits.
 */
export class GroupCommit {
  readonly #send: (appends: readonly Append[]) => Promise<readonly Verdict[]>;
  #waiting: Waiting[] = [];
  #running: Promise<void> | undefined;
  #stopped = false;

  /** @param send commits a batch without a repeated event id; a stream that one append writes to is in no other */
  constructor(send: (appends: readonly Append[]) => Promise<readonly Verdict[]>) {
    this.#send = send;
  }

  /**
   * @throws LogUnavailable also if too many appends wait, this one waited too long, or after `stop`
   * @throws WrongExpectedRevision, CorruptedIdempotency the verdict on this append
   */
  append(append: Append): Promise<AppendResult> {
    if (this.#stopped || this.#waiting.length >= MAX_WAITING) return Promise.reject(new LogUnavailable());
    return new Promise((resolve, reject) => {
      this.#waiting.push({ append, since: performance.now(), resolve, reject, alone: false });
      this.#running ??= this.#run();
    });
  }

  /** Rejects new appends and waits for the accepted ones. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      // Callers whose append was in the last batch can join this one.
      await new Promise(setImmediate);
      const batch = this.#nextBatch();
      if (batch.length > 0) await this.#commit(batch);
    }
    this.#running = undefined;
  }

  /** Takes the longest waiting appends that fit one batch. The others stay, in their order. */
  #nextBatch(): Waiting[] {
    const batch: Waiting[] = [];
    const rest: Waiting[] = [];
    const used: Used = { written: new Set(), guarded: new Set() };
    const overdue = performance.now() - MAX_WAIT_MS;
    let room = MAX_EVENTS;
    for (const waiting of this.#waiting) {
      const { append } = waiting;
      if (waiting.since < overdue) {
        waiting.reject(new LogUnavailable());
      } else if (
        batch.length === 0 ||
        (batch.length < MAX_APPENDS && append.events.length <= room && mayShare(waiting, batch, used))
      ) {
        for (const stream of append.streams) used.written.add(stream);
        for (const { event } of append.events) used.written.add(event.id);
        for (const { stream } of append.guards) used.guarded.add(stream);
        room -= append.events.length;
        batch.push(waiting);
      } else {
        rest.push(waiting);
      }
    }
    this.#waiting = rest;
    return batch;
  }

  async #commit(batch: readonly Waiting[]): Promise<void> {
    try {
      const verdicts = await this.#send(batch.map(({ append }) => append));
      for (const [index, { resolve, reject }] of batch.entries()) {
        const verdict = verdicts[index];
        if (verdict === undefined || verdict instanceof Error) reject(verdict);
        else resolve(verdict);
      }
    } catch (error) {
      if (batch.length === 1 || error instanceof LogUnavailable) {
        for (const { reject } of batch) reject(error);
      } else {
        // Nothing was written. An append that cannot be stored must not fail the others.
        this.#waiting = [...batch.map((waiting) => ({ ...waiting, alone: true })), ...this.#waiting];
      }
    }
  }
}

function mayShare({ append, alone }: Waiting, batch: readonly Waiting[], used: Used): boolean {
  if (alone || batch[0]?.alone === true) return false;
  const { streams, events, guards } = append;
  return (
    !streams.some((stream) => used.written.has(stream) || used.guarded.has(stream)) &&
    !events.some(({ event }) => used.written.has(event.id)) &&
    !guards.some(({ stream }) => used.written.has(stream))
  );
}
