import { createHmac } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { deriveKey } from '../keys/derive-key.js';
import type { CountStore } from './count-store.js';
import type { RateLimitName, RateLimitRule } from './rate-limit-rules.js';
import { shareCounts } from './share-counts.js';
import type { CountedWindow } from './share-counts.js';

/** The state of a limit after a request was counted. */
export interface Standing<Name extends string = RateLimitName> {
  readonly name: Name;
  readonly rule: RateLimitRule;
  /** True if the request is over the limit. */
  readonly exceeded: boolean;
  readonly remaining: number;
  /** Whole seconds until the window ends, at least 1. */
  readonly resetSeconds: number;
  /** Removes the request from the count, unless its window has ended. */
  giveBack(): void;
}

export interface RateLimiter<Name extends string = RateLimitName> {
  /**
   * Counts a request of a key and returns the state of its limit.
   *
   * @param weight the requests that it counts as, by default 1
   */
  take(name: Name, key: string, weight?: number): Standing<Name>;
  /** Sends the last counts to the store. */
  stop(): Promise<void>;
}

interface Options<Name extends string> {
  readonly rules: Readonly<Record<Name, RateLimitRule>>;
  readonly masterSecret: string;
  readonly store: CountStore;
  /** Called once for each outage of the store. */
  readonly onFailure: (error: unknown) => void;
}

const PREFIX = 'credence-limit';
/** Windows in memory. Beyond them, the windows that were used least recently begin again. */
const MAX_WINDOWS = 200_000;

/**
 * Opens a rate limiter that counts in memory and shares the counts with all processes in the background. During an outage
 * of the store each process counts alone by the same rules, so that a limit always applies (OWASP ASVS 16.5.3). The store
 * receives only a MAC of each key.
 */
export function openRateLimiter<Name extends string = RateLimitName>({
  rules,
  masterSecret,
  store,
  onFailure,
}: Options<Name>): RateLimiter<Name> {
  const macKey = deriveKey(masterSecret, 'rate limits');
  const windows = new LRUCache<string, CountedWindow>({ max: MAX_WINDOWS });
  const sharing = shareCounts(store, onFailure);

  /** Returns the window in progress of a key, or opens one. */
  function windowOf(name: Name, key: string): CountedWindow {
    const id = `${PREFIX}:${name}:${createHmac('sha256', macKey).update(key).digest('base64url')}`;
    const found = windows.get(id);
    const now = performance.now();
    if (found !== undefined && found.endsAt > now) return found;
    const { limit, windowMs } = rules[name];
    const opened = { key: id, limit, shared: 0, pending: 0, endsAt: now + windowMs, usedAt: now };
    windows.set(id, opened);
    return opened;
  }

  return {
    take(name, key, weight = 1) {
      const rule = rules[name];
      const window = windowOf(name, key);
      function add(requests: number): void {
        window.pending += requests;
        window.usedAt = performance.now();
        if (rule.scope === 'shared') sharing.include(window);
      }
      add(weight);
      const count = window.shared + window.pending;
      return {
        name,
        rule,
        exceeded: count > rule.limit,
        remaining: Math.max(0, rule.limit - count),
        resetSeconds: Math.max(1, Math.ceil((window.endsAt - performance.now()) / 1000)),
        giveBack() {
          if (window.endsAt > performance.now()) add(-weight);
        },
      };
    },
    stop: () => sharing.stop(),
  };
}
