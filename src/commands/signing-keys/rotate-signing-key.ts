import { rotate, rotateWhenDue } from '../../domain/signing-key/decisions.js';
import type { RotationRules } from '../../domain/signing-key/decisions.js';
import { keyring } from '../../domain/signing-key/keyring.js';
import type { Keyring } from '../../domain/signing-key/keyring.js';
import type { Cause } from '../../eventstore/codec.js';
import type { Position } from '../../eventstore/port.js';
import { newKeyPair } from '../../security/tokens/signing-keys.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle } from '../handle.js';

/**
 * Adds the key that will sign access tokens next, which is published a while before; the very first signs at once. While
 * one is waiting, nothing is added.
 *
 * @param when `due`: only where the newest key has signed for long enough
 */
export async function rotateSigningKey(
  { log }: Pick<CommandDependencies, 'log'>,
  rules: RotationRules,
  when: 'now' | 'due',
  cause: Cause,
): Promise<{ keys: Keyring; position: Position | null }> {
  const fresh = await newKeyPair(rules.algorithm);
  const { states, position } = await handle(log, cause, { keys: keyring }, ({ keys }) => ({
    keys:
      when === 'now'
        ? rotate(keys, fresh, rules.leadMs, cause.now)
        : rotateWhenDue(keys, fresh, rules, cause.now),
  }));
  return { keys: states.keys, position };
}
