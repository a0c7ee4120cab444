import { usesOf } from '../../domain/api-key/api-key.js';
import { useKey } from '../../domain/api-key/decisions.js';
import type { Cause } from '../../eventstore/codec.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle } from '../handle.js';

/** Records the use of an API key. The cause carries its time and source. */
export async function recordApiKeyUse(
  { log }: Pick<CommandDependencies, 'log'>,
  keyId: string,
  cause: Cause,
): Promise<void> {
  await handle(log, cause, { uses: usesOf(keyId) }, () => ({ uses: useKey(keyId) }));
}
