import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { extendTree } from './extend-tree.js';
import { NotaryRefused } from './notary-checks.js';
import type { TreeParts } from './notary-checks.js';

export interface NotaryOptions extends TreeParts {
  /** The time between two looks at the log. */
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

/**
 * Starts to follow the log page by page, and signs the head of the tree after each page. Any number of processes may run
 * it: the lock on its place in the log admits one at a time.
 */
export function startNotary({ intervalMs, logger, onLook, ...parts }: NotaryOptions): Notary {
  const stopping = new AbortController();

  /** Returns true if the log may have more events. */
  async function look(): Promise<boolean> {
    try {
      const hasMore = await extendTree(parts);
      onLook(false);
      return hasMore;
    } catch (error) {
      if (error instanceof NotaryRefused) {
        onLook(true);
        logger.error({ err: error }, 'the notary refuses to sign; run credence audit verify');
      } else logger.warn({ err: error }, 'the notary failed; it tries again');
      return false;
    }
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      const pauseMs = (await look()) ? PACE_MS : intervalMs;
      await sleep(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }

  const running = run();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
