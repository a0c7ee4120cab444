import { isRotationDue, rotate, rotateWhenDue } from '../../domain/signing-key/decisions.js';
import type { RotationRules } from '../../domain/signing-key/decisions.js';
import { keyring, nextAlgorithm } from '../../domain/signing-key/keyring.js';
import type { Keyring } from '../../domain/signing-key/keyring.js';
import type { Cause } from '../../eventstore/codec.js';
import { loadState } from '../../eventstore/folding/load-state.js';
import type { Position } from '../../eventstore/port.js';
import { newKeyPair } from '../../security/tokens/signing-keys.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle } from '../handle.js';

/**
 * Adds the next signing key. It is published for the lead time before it signs access tokens; the very first key signs
 * at once. While a key waits, no other is added.
 *
 * @param when `due`: only if the newest key has signed for its full period
 */
export async function rotateSigningKey(
  { log }: Pick<CommandDependencies, 'log'>,
  rules: RotationRules,
  when: 'now' | 'due',
  cause: Cause,
): Promise<{ keys: Keyring; position: Position | null }> {
  const current = await loadState(log, keyring);
  // Every process checks often, and a key pair takes time to generate.
  if (when === 'due' && !isRotationDue(current, rules, cause.now)) return { keys: current, position: null };
  const candidate = await newKeyPair(nextAlgorithm(current, rules.algorithm));
  const { states, position } = await handle(log, cause, { keys: keyring }, ({ keys }) => ({
    keys:
      when === 'now'
        ? rotate(keys, candidate, rules.leadMs, cause.now)
        : rotateWhenDue(keys, candidate, rules, cause.now),
  }));
  return { keys: states.keys, position };
}
