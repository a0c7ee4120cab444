import { randomUUID } from 'node:crypto';
import type { Request } from 'express';
import { LRUCache } from 'lru-cache';
import { recordApiKeyUse } from '../../../commands/api-keys/record-api-key-use.js';
import type { CommandDependencies } from '../../../commands/dependencies.js';
import type { Created } from '../../../domain/api-key/api-key.js';
import { acceptedHashes, isUsable } from '../../../domain/api-key/decisions.js';
import type { ApiKeyCache } from '../../../projections/live/api-key-cache.js';
import { isSameHash, readApiKey } from '../../../security/tokens/api-keys.js';
import { sourceOf } from '../requests/request-context.js';

/** The key that somebody presents, or null where it is none that counts. */
export type ApiKeyCheck = (presented: string, request: Request) => Promise<Created | null>;

/** A key in use is noted this often in each process. */
const NOTED_ANEW_MS = 60_000;
const NOTED = 10_000;

/** Checks API keys, and notes their use after the answer. */
export function apiKeyCheck(
  { log, runAfterAnswer }: Pick<CommandDependencies, 'log' | 'runAfterAnswer'>,
  known: ApiKeyCache,
): ApiKeyCheck {
  const noted = new LRUCache<string, true>({ max: NOTED, ttl: NOTED_ANEW_MS });

  function note(keyId: string, request: Request, now: Date): void {
    if (noted.has(keyId)) return;
    noted.set(keyId, true);
    const cause = {
      commandId: randomUUID(),
      correlationId: (request.res?.locals as { requestId: string }).requestId,
      actor: `api_key:${keyId}`,
      now,
      source: sourceOf(request),
    };
    runAfterAnswer(() => recordApiKeyUse({ log }, keyId, cause));
  }

  return async (presented, request) => {
    const read = readApiKey(presented);
    if (read === null) return null;
    const key = await known.find(read.keyId);
    const now = new Date();
    if (!isUsable(key, now)) return null;
    if (!acceptedHashes(key, now).some((hash) => isSameHash(read.secretHash, hash))) return null;
    note(key.id, request, now);
    return key;
  };
}
