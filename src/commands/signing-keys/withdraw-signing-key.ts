import { z } from 'zod';
import { withdraw } from '../../domain/signing-key/decisions.js';
import type { RotationRules } from '../../domain/signing-key/decisions.js';
import { keyring, nextAlgorithm } from '../../domain/signing-key/keyring.js';
import type { Keyring } from '../../domain/signing-key/keyring.js';
import type { Cause } from '../../eventstore/codec.js';
import { loadState } from '../../eventstore/folding/load-state.js';
import type { Position } from '../../eventstore/port.js';
import { newKeyPair } from '../../security/tokens/signing-keys.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle } from '../handle.js';

export const withdrawSigningKeyInput = z.strictObject({ reason: z.string().max(200).optional() });

/**
 * Withdraws a signing key: every token that it signed becomes invalid at once. If it is the current key, a new key
 * replaces it.
 *
 * @throws UnknownSigningKey
 */
export async function withdrawSigningKey(
  { log }: Pick<CommandDependencies, 'log'>,
  { algorithm }: RotationRules,
  keyId: string,
  { reason }: z.output<typeof withdrawSigningKeyInput>,
  cause: Cause,
): Promise<{ keys: Keyring; position: Position | null }> {
  const replacement = await newKeyPair(nextAlgorithm(await loadState(log, keyring), algorithm));
  const { states, position } = await handle(log, cause, { keys: keyring }, ({ keys }) => ({
    keys: withdraw(keys, keyId, reason ?? null, replacement, cause.now),
  }));
  return { keys: states.keys, position };
}
