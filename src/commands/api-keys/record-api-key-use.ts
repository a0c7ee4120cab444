import { usesOf } from '../../domain/api-key/api-key.js';
import { useKey } from '../../domain/api-key/decisions.js';
import type { Cause } from '../../eventstore/codec.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle } from '../handle.js';

/** Notes that a key was used, and from where. */
export async function recordApiKeyUse(
  { log }: Pick<CommandDependencies, 'log'>,
  keyId: string,
  cause: Cause,
): Promise<void> {
  await handle(log, cause, { uses: usesOf(keyId) }, () => ({ uses: useKey(keyId) }));
}
