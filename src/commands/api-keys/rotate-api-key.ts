import { z } from 'zod';
import { apiKeyAt } from '../../domain/api-key/api-key.js';
import type { ApiKey, Created } from '../../domain/api-key/api-key.js';
import { requireManaged, rotateKey, UnknownApiKey } from '../../domain/api-key/decisions.js';
import type { KeyManager } from '../../domain/api-key/decisions.js';
import { ownerOf } from '../../domain/api-key/owner.js';
import { revocationTime } from '../../domain/api-key/revocation.js';
import { ExceedsOwnPermissions } from '../../domain/roles/escalation.js';
import { loadState } from '../../eventstore/folding/load-state.js';
import type { Cause } from '../../eventstore/codec.js';
import type { ApiKeys } from '../../security/tokens/api-keys.js';
import type { IssuedApiKey } from './create-api-key.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle } from '../handle.js';

const HOUR_S = 3600;
const WEEK_S = 7 * 24 * HOUR_S;

export const rotateApiKeyInput = z.strictObject({
  overlap_seconds: z.int().min(0).max(WEEK_S).default(HOUR_S).meta({
    description: 'Seconds during which the previous secret stays valid.',
  }),
});

/**
 * Rotates the secret of an API key. The previous secret stays valid for the overlap.
 *
 * @param manager the caller, which must hold all scopes of the key
 * @throws UnknownApiKey the key does not exist, is revoked, has expired, or is of another organisation
 * @throws ScopeNotHeld
 * @throws ExceedsOwnPermissions it is no key of the person behind the caller
 */
export async function rotateApiKey(
  { log, apiKeys }: Pick<CommandDependencies, 'log'> & { apiKeys: ApiKeys },
  keyId: string,
  { overlap_seconds: overlap }: z.output<typeof rotateApiKeyInput>,
  manager: KeyManager,
  cause: Cause,
): Promise<IssuedApiKey> {
  const secret = apiKeys.make(keyId, cause.commandId);
  const find = (id: string) => loadState(log, apiKeyAt(id));
  await requireRotatable(requireManaged(await find(keyId), manager), find, manager);
  const { states, position } = await handle(log, cause, { apiKey: apiKeyAt(keyId) }, ({ apiKey }) => ({
    apiKey: rotateKey(apiKey, secret, overlap * 1000, manager, cause.now),
  }));
  if (states.apiKey.status !== 'created') throw new UnknownApiKey();
  return { apiKey: states.apiKey, key: secret.key, position };
}

async function requireRotatable(
  key: Created,
  find: (id: string) => Promise<ApiKey>,
  { person }: KeyManager,
): Promise<void> {
  // The stream of a key does not show that it was revoked with the key that created it.
  if ((await revocationTime(key, find)) !== null) throw new UnknownApiKey();
  const owner = await ownerOf(key, find);
  if (owner === 'unknown') throw new UnknownApiKey();
  // The new secret would outlast the rights of the person, and its acts would have the name of another.
  if (person !== null && person !== owner) throw new ExceedsOwnPermissions();
}
