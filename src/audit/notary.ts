import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { extendTree, PAGE_SIZE } from './extend-tree.js';
import { NotaryRefused } from './notary-checks.js';
import type { TreeParts } from './notary-checks.js';
import { readNotaryProgress } from './tree-tables.js';

export interface NotaryOptions extends TreeParts {
  /** The longest time between two looks at the log. */
  readonly intervalMs: number;
  readonly logger: Logger;
  /** Called after each look: true if the notary refused to sign. */
  readonly onLook: (refused: boolean) => void;
}

export interface Notary {
  /** Resolves when the current page is stored or abandoned. */
  stop(): Promise<void>;
}

/** Pause after a full page: reading a long log must not take the processor from the other work of the process. */
const PACE_MS = 100;
/** A busy log is looked at this often for a full page. Its newest events are in memory, and later ones would displace them. */
const PAGE_CHECK_MS = 1000;

/**
 * Starts to follow the log, and signs the head of the tree after each full page, or when the interval is over. Any number of processes may run
 * it: the lock on its place in the log admits one at a time.
 */
export function startNotary({ intervalMs, logger, onLook, ...parts }: NotaryOptions): Notary {
  const stopping = new AbortController();

  /** Looks at the log once, and waits as long as the outcome demands. */
  async function look(): Promise<void> {
    try {
      const hasMore = await extendTree(parts);
      onLook(false);
      await (hasMore ? pause(PACE_MS) : waitForPage());
    } catch (error) {
      if (error instanceof NotaryRefused) {
        onLook(true);
        logger.error({ err: error }, 'the notary refuses to sign; run credence audit verify');
      } else logger.warn({ err: error }, 'the notary failed; it tries again');
      // A full page would be no reason to try earlier.
      await pause(intervalMs);
    }
  }

  /** Waits until the interval is over or the log has a full page. While a store is unavailable, the interval counts. */
  async function waitForPage(): Promise<void> {
    const end = performance.now() + intervalMs;
    for (let isFull = false; !isFull && !stopping.signal.aborted && performance.now() < end;) {
      await pause(Math.min(PAGE_CHECK_MS, end - performance.now()));
      isFull = await hasFullPage().catch(() => false);
    }
  }

  async function hasFullPage(): Promise<boolean> {
    const { position: after } = await readNotaryProgress(parts.pool);
    return (await parts.store.readAll({ after, limit: PAGE_SIZE })).length === PAGE_SIZE;
  }

  async function pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: stopping.signal }).catch(() => undefined);
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) await look();
  }

  const running = run();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
