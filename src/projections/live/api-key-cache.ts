import { LRUCache } from 'lru-cache';
import { apiKeyAt, apiKeys } from '../../domain/api-key/api-key.js';
import type { ApiKey } from '../../domain/api-key/api-key.js';
import { isRevoked } from '../../domain/api-key/decisions.js';
import type { EventLog } from '../../eventstore/event-log.js';
import { loadStateOrEnd } from '../../eventstore/folding/load-state.js';
import type { LiveFollower } from './live-subscription.js';

/** A cache of recently used API keys. */
export interface ApiKeyCache extends LiveFollower {
  find(id: string): Promise<ApiKey>;
}

const MAX_KEYS = 10_000;

/** Creates a cache that loads each API key once, and again after an event of the key. */
export function apiKeyCache(log: EventLog): ApiKeyCache {
  const keys = new LRUCache<string, ApiKey>({ max: MAX_KEYS });
  /** Number of events of any key so far. */
  let changes = 0;

  return {
    async find(id) {
      const cached = keys.get(id);
      if (cached !== undefined) return cached;
      const changesBefore = changes;
      const key = await loadStateOrEnd(log, apiKeyAt(id), isRevoked);
      // A change during the load may concern this key. Made-up ids would only evict real keys.
      if (changes === changesBefore && key.status === 'created') keys.set(id, key);
      return key;
    },

    apply({ stream }) {
      const id = apiKeys.idOf(stream);
      if (id === null) return;
      changes += 1;
      keys.delete(id);
    },
    evictExpired: () => undefined,
  };
}
