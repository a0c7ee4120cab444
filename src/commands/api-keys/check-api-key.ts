import { randomUUID } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { actorOfKey } from '../../domain/api-key/api-key.js';
import type { Source } from '../../eventstore/codec.js';
import type { CommandDependencies } from '../dependencies.js';
import { findUsableApiKey } from './find-usable-api-key.js';
import type { ApiKeyLookup, PermissionLookup, UsableApiKey } from './find-usable-api-key.js';
import { recordApiKeyUse } from './record-api-key-use.js';

/** API key that a request presents. */
export interface PresentedApiKey {
  readonly token: string;
  readonly correlationId: string;
  /** Reads the source of the request. It is called only when a use is recorded. */
  readonly source: () => Source;
}

/** Returns the key that a request presents, or null if the key is not usable. */
export type ApiKeyCheck = (presented: PresentedApiKey) => Promise<UsableApiKey | null>;

/** Each process records the use of a key at most once in this interval. */
const RECORD_INTERVAL_MS = 60_000;
const MAX_REMEMBERED_KEYS = 10_000;

/** Creates the check of presented API keys. It records the use of a key after the answer. */
export function createApiKeyCheck(
  { log, runAfterAnswer, now: readClock }: Pick<CommandDependencies, 'log' | 'runAfterAnswer' | 'now'>,
  apiKeys: ApiKeyLookup,
  permissions: PermissionLookup,
): ApiKeyCheck {
  const recentlyRecorded = new LRUCache<string, true>({ max: MAX_REMEMBERED_KEYS, ttl: RECORD_INTERVAL_MS });

  function recordUse(keyId: string, { correlationId, source }: PresentedApiKey, now: Date): void {
    if (recentlyRecorded.has(keyId)) return;
    const cause = {
      commandId: randomUUID(),
      correlationId,
      actor: actorOfKey(keyId),
      now,
      source: source(),
    };
    recentlyRecorded.set(keyId, true);
    runAfterAnswer(() => recordApiKeyUse({ log }, keyId, cause));
  }

  return async (presented) => {
    const now = readClock();
    const key = await findUsableApiKey(apiKeys, permissions, presented.token, now);
    if (key !== null) recordUse(key.id, presented, now);
    return key;
  };
}
