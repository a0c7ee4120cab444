import { v5 as uuidv5 } from 'uuid';
import { z } from 'zod';
import { apiKeyAt } from '../../domain/api-key/api-key.js';
import type { Created } from '../../domain/api-key/api-key.js';
import { createKey, UnknownApiKey } from '../../domain/api-key/decisions.js';
import type { KeyManager } from '../../domain/api-key/decisions.js';
import { ALL_PERMISSIONS } from '../../domain/permissions.js';
import type { Cause } from '../../eventstore/codec.js';
import type { Position } from '../../eventstore/port.js';
import type { ApiKeys } from '../../security/tokens/api-keys.js';
import type { CommandDependencies } from '../dependencies.js';
import * as fields from '../input-schemas.js';
import { handle } from '../handle.js';

const DAY_MS = 24 * 3_600_000;
const DEFAULT_DAYS = 90;
const MAX_DAYS = 366;

export const createApiKeyInput = z.strictObject({
  name: fields.username.meta({ example: 'billing' }),
  scopes: z.array(z.enum(ALL_PERMISSIONS)).min(1).refine(areDistinct, { error: 'Scopes must be unique.' }),
  expires_in_days: z.int().min(1).max(MAX_DAYS).default(DEFAULT_DAYS),
});

/** New API key with its secret, which is shown only once. */
export interface IssuedApiKey {
  readonly apiKey: Created;
  readonly key: string;
  readonly position: Position | null;
}

/**
 * Creates an API key.
 *
 * @param manager the caller; the key gets no scopes that it lacks, and does not outlive it
 * @throws ScopeNotHeld
 */
export async function createApiKey(
  { log, apiKeys }: Pick<CommandDependencies, 'log'> & { apiKeys: ApiKeys },
  { name, scopes, expires_in_days: days }: z.output<typeof createApiKeyInput>,
  manager: KeyManager,
  cause: Cause,
): Promise<IssuedApiKey> {
  const keyId = uuidv5('api key', cause.commandId);
  const secret = apiKeys.make(keyId, cause.commandId);
  const expires = new Date(cause.now.getTime() + days * DAY_MS);
  const { states, position } = await handle(log, cause, { apiKey: apiKeyAt(keyId) }, ({ apiKey }) => ({
    apiKey: createKey(apiKey, secret, { name, scopes, expires }, manager),
  }));
  if (states.apiKey.status !== 'created') throw new UnknownApiKey();
  return { apiKey: states.apiKey, key: secret.key, position };
}

function areDistinct(values: readonly unknown[]): boolean {
  return new Set(values).size === values.length;
}
