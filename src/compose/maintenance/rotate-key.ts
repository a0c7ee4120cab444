import { rotateSigningKey } from '../../commands/signing-keys/rotate-signing-key.js';
import { InvalidConfiguration } from '../../config/invalid-configuration.js';
import type { Config } from '../../config/config.js';
import { systemContext } from '../signing.js';
import { withInfrastructure } from './with-infrastructure.js';

/**
 * Adds the key that signs access tokens after the lead time.
 *
 * @throws InvalidConfiguration a shared secret signs the tokens
 */
export async function rotateKey(config: Config): Promise<string> {
  const { algorithm, rotationMs, leadMs } = config.token;
  if (algorithm === 'HS256')
    throw new InvalidConfiguration(
      'ALGORITHM is HS256: tokens are signed with JWT_SECRET; change that instead',
    );
  return await withInfrastructure(config, async ({ log, now }) => {
    const rules = { algorithm, rotationMs, leadMs };
    const { keys } = await rotateSigningKey({ log }, rules, 'now', systemContext(now));
    const next = keys.at(-1);
    return `${String(next?.id)} signs from ${String(next?.signsFrom.toISOString())}.`;
  });
}
