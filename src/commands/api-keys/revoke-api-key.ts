import { skippingUnreadable } from '../../domain/aggregate.js';
import { apiKeyAt } from '../../domain/api-key/api-key.js';
import type { Created } from '../../domain/api-key/api-key.js';
import { revokeKey, UnknownApiKey } from '../../domain/api-key/decisions.js';
import type { KeyManager } from '../../domain/api-key/decisions.js';
import type { Cause } from '../../eventstore/codec.js';
import type { Position } from '../../eventstore/port.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle } from '../handle.js';

/**
 * Revokes an API key permanently, alone or with its descendants. A repeat changes nothing. An event that this release cannot
 * read does not prevent it.
 *
 * @param manager the caller, which must hold all scopes of the key
 * @throws UnknownApiKey
 * @throws ScopeNotHeld
 */
export async function revokeApiKey(
  { log }: Pick<CommandDependencies, 'log'>,
  { keyId, descendants }: { readonly keyId: string; readonly descendants: boolean },
  manager: KeyManager,
  cause: Cause,
): Promise<{ apiKey: Created; position: Position | null }> {
  const apiKey = skippingUnreadable(apiKeyAt(keyId));
  const { states, position } = await handle(log, cause, { apiKey }, (loaded) => ({
    apiKey: revokeKey(loaded.apiKey, descendants, manager),
  }));
  if (states.apiKey.status !== 'created') throw new UnknownApiKey();
  return { apiKey: states.apiKey, position };
}
