import { skippingUnreadable } from '../../domain/aggregate.js';
import { apiKeyAt } from '../../domain/api-key/api-key.js';
import type { Created } from '../../domain/api-key/api-key.js';
import { revokeKey, UnknownApiKey } from '../../domain/api-key/decisions.js';
import type { Scope } from '../../domain/api-key/scopes.js';
import type { Cause } from '../../eventstore/codec.js';
import type { Position } from '../../eventstore/port.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle } from '../handle.js';

/**
 * Revokes an API key permanently. A repeat changes nothing. An event that this release cannot read does not prevent it.
 *
 * @param held scopes of the caller, which must include all scopes of the key
 * @throws UnknownApiKey
 * @throws ScopeNotHeld
 */
export async function revokeApiKey(
  { log }: Pick<CommandDependencies, 'log'>,
  keyId: string,
  held: ReadonlySet<Scope>,
  cause: Cause,
): Promise<{ apiKey: Created; position: Position | null }> {
  const { states, position } = await handle(
    log,
    cause,
    { apiKey: skippingUnreadable(apiKeyAt(keyId)) },
    ({ apiKey }) => ({
      apiKey: revokeKey(apiKey, held),
    }),
  );
  if (states.apiKey.status !== 'created') throw new UnknownApiKey();
  return { apiKey: states.apiKey, position };
}
