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
  /** It was in a batch that the database refused, so it shares no other. */
  readonly alone: boolean;
}

/**
 * Sends all appends that wait as one batch, and the next ones when it is back: under load one commit
 * serves hundreds of callers, without load nobody waits.
 */
export class GroupCommit {
  readonly #send: (appends: readonly Append[]) => Promise<Verdict[]>;
  #waiting: Waiting[] = [];
  #running: Promise<void> | undefined;
  #stopped = false;

  /** @param send commits a batch in which no stream and no event id stands twice */
  constructor(send: (appends: readonly Append[]) => Promise<Verdict[]>) {
    this.#send = send;
  }

  /**
   * @throws LogUnavailable also where too many wait, where it waited for too long, or after `stop`
   * @throws WrongExpectedRevision, CorruptedIdempotency the verdict on this append
   */
  append(append: Append): Promise<AppendResult> {
    if (this.#stopped || this.#waiting.length >= MAX_WAITING) return Promise.reject(new LogUnavailable());
    return new Promise((resolve, reject) => {
      this.#waiting.push({ append, since: Date.now(), resolve, reject, alone: false });
      this.#running ??= this.#run();
    });
  }

  /** Refuses new appends and waits for those that were accepted. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      // Whoever was answered by the last batch gets the chance to be in this one.
      await new Promise(setImmediate);
      const batch = this.#nextBatch();
      if (batch.length > 0) await this.#commit(batch);
    }
    this.#running = undefined;
  }

  /** The longest waiting appends that go together; the others stay, in their order. */
  #nextBatch(): Waiting[] {
    const batch: Waiting[] = [];
    const left: Waiting[] = [];
    const taken = new Set<string>();
    const overdue = Date.now() - MAX_WAIT_MS;
    let room = MAX_EVENTS;
    for (const waiting of this.#waiting) {
      const { streams, events } = waiting.append;
      if (waiting.since < overdue) {
        waiting.reject(new LogUnavailable());
      } else if (
        batch.length === 0 ||
        (batch.length < MAX_APPENDS && events.length <= room && mayShare(waiting, batch, taken))
      ) {
        for (const stream of streams) taken.add(stream);
        for (const { id } of events) taken.add(id);
        room -= events.length;
        batch.push(waiting);
      } else {
        left.push(waiting);
      }
    }
    this.#waiting = left;
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
        // Nothing was written, and one append that cannot be stored must not fail its neighbours.
        this.#waiting = [...batch.map((waiting) => ({ ...waiting, alone: true })), ...this.#waiting];
      }
    }
  }
}

function mayShare(
  { append, alone }: Waiting,
  batch: readonly Waiting[],
  taken: ReadonlySet<string>,
): boolean {
  if (alone || batch[0]?.alone === true) return false;
  return (
    !append.streams.some((stream) => taken.has(stream)) && !append.events.some(({ id }) => taken.has(id))
  );
}
