import { setTimeout as sleep } from 'node:timers/promises';
import { endedSessions } from './ended-sessions.js';
import type { SessionClaims } from './ended-sessions.js';
import { Feed, FeedRefused } from './feed.js';
import type { Settings } from './options.js';
import { CLOCK_TOLERANCE_SECONDS } from './access-tokens.js';
import { outageReport } from './outage-report.js';

/** The ended sessions of a Credence, which follow its feed. */
export interface Revocations {
  /**
   * Reads the ends of the recent past, and follows the feed from there. Outages are retried until `stop`.
   *
   * @throws FeedRefused the service refuses the API key
   */
  start(): Promise<void>;
  stop(): Promise<void>;
  isEnded(session: SessionClaims): boolean;
  /** Returns true if the feed gave no answer for too long, so that some ends may be unknown. */
  isSilent(): boolean;
}

/** Pause after a failure, to which chance adds up to as much again. */
const PAUSE_MS = 250;
const MAX_WAIT_SECONDS = 20;
/** Pause in which further ends gather for the next answer, so that many servers do not ask for each end. */
const GATHER_MS = 100;

/** Creates the follower of the feed. It is silent until it has started. */
export function revocations(settings: Settings): Revocations {
  const { issuer, apiKey, maxSilenceSeconds, accessTokenSeconds, onError } = settings;
  // A token is accepted until its expiry on a clock that may be slow.
  const memoryMs = (accessTokenSeconds + 2 * CLOCK_TOLERANCE_SECONDS) * 1000;
  const stopping = new AbortController();
  const feed = new Feed(issuer, apiKey, stopping.signal);
  const ended = endedSessions(memoryMs);
  const outage = outageReport(onError);
  // Three requests fit into the silence, so that one lost answer causes none.
  const waitSeconds = Math.min(MAX_WAIT_SECONDS, Math.floor(maxSilenceSeconds / 3));
  let after: string | null = null;
  let heardAt = -Infinity;
  let following = Promise.resolve();

  /** Reads once, and returns true if the feed has no further event. */
  async function readOnce(wait: number): Promise<boolean> {
    try {
      const { items, next, caughtUp } = await feed.read(after ?? recentPast(memoryMs), wait);
      for (const item of items) ended.apply(item);
      after = next;
      if (caughtUp) heardAt = performance.now();
      ended.evictExpired();
      outage.end();
      return caughtUp;
    } catch (error) {
      // The log was restored from a backup and ends before this position: its recent past has other events.
      if (error instanceof FeedRefused && error.status === 400) after = null;
      throw error;
    }
  }

  async function pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: stopping.signal }).catch(() => undefined);
  }

  async function pauseAfter(error: unknown): Promise<void> {
    if (stopping.signal.aborted) return;
    outage.add(error);
    await pause(PAUSE_MS * (1 + Math.random()));
  }

  async function follow(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        if (await readOnce(waitSeconds)) await pause(GATHER_MS);
      } catch (error) {
        await pauseAfter(error);
      }
    }
  }

  return {
    async start() {
      for (let isComplete = false; !isComplete && !stopping.signal.aborted;) {
        try {
          isComplete = await readOnce(0);
        } catch (error) {
          if (error instanceof FeedRefused) throw error;
          await pauseAfter(error);
        }
      }
      following = follow();
    },
    async stop() {
      stopping.abort();
      await following;
    },
    isEnded: (session) => ended.isEnded(session),
    isSilent: () => performance.now() - heardAt > maxSilenceSeconds * 1000,
  };
}

/** Returns the time from which on ends still matter. */
function recentPast(memoryMs: number): string {
  return new Date(Date.now() - memoryMs).toISOString();
}
