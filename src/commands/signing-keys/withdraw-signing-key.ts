import { z } from 'zod';
import { withdraw } from '../../domain/signing-key/decisions.js';
import type { RotationRules } from '../../domain/signing-key/decisions.js';
import { keyring } from '../../domain/signing-key/keyring.js';
import type { Keyring } from '../../domain/signing-key/keyring.js';
import type { Cause } from '../../eventstore/codec.js';
import type { Position } from '../../eventstore/port.js';
import { newKeyPair } from '../../security/tokens/signing-keys.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle } from '../handle.js';

export const withdrawSigningKeyInput = z.strictObject({ reason: z.string().max(200).optional() });

/**
 * Makes void at once whatever a key has signed. Where it is the one that signs, another takes its place.
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
  const fresh = await newKeyPair(algorithm);
  const { states, position } = await handle(log, cause, { keys: keyring }, ({ keys }) => ({
    keys: withdraw(keys, keyId, reason ?? null, fresh, cause.now),
  }));
  return { keys: states.keys, position };
}
