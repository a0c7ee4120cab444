import { LRUCache } from 'lru-cache';
import { apiKeyAt, apiKeys } from '../../domain/api-key/api-key.js';
import type { ApiKey } from '../../domain/api-key/api-key.js';
import { loadState } from '../../eventstore/load-state.js';
import type { EventLog } from '../../eventstore/event-log.js';
import type { LiveFollower } from './live-subscription.js';

/** The API keys that were asked for lately, as they are in the log. */
export interface KnownApiKeys extends LiveFollower {
  find(id: string): Promise<ApiKey>;
}

const KEPT = 10_000;

/** Reads each key once, and again when something happens to it. */
export function knownApiKeys(log: EventLog): KnownApiKeys {
  const known = new LRUCache<string, ApiKey>({ max: KEPT });
  /** How often something has happened to some key. */
  let changes = 0;

  return {
    async find(id) {
      const kept = known.get(id);
      if (kept !== undefined) return kept;
      const before = changes;
      const key = await loadState(log, apiKeyAt(id));
      // What has changed while it was read might have been this. Keys that are made up are not worth a place.
      if (changes === before && key.status === 'created') known.set(id, key);
      return key;
    },

    learn({ stream }) {
      const id = apiKeys.idOf(stream);
      if (id === null) return;
      changes += 1;
      known.delete(id);
    },
    forget: () => undefined,
  };
}
