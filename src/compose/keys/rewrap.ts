import type { Config } from '../../config/config.js';
import { countForms, currentForm, rewrapKeys } from '../../security/keys/rewrap-keys.js';
import { findNames, forgetInUse } from '../../security/keys/secrets-in-use.js';
import type { Infrastructure } from '../infrastructure.js';
import { withInfrastructure } from '../maintenance/with-infrastructure.js';
import { isKeyEncryptionKey, nameOfForm } from './configured-keys.js';

/** Other processes still wrap new data keys under a former key. */
export class FormerKeyInUse extends Error {
  override readonly name = 'FormerKeyInUse';
}

/** A first pass finds all keys, and a second one those that were created meanwhile. */
const PASSES = 3;

/**
 * Wraps all data keys under the key-encryption key that the configuration names first. It can run beside the service, and
 * be killed and repeated at any time.
 *
 * @throws FormerKeyInUse a process with a former configuration still creates keys
 */
export async function rewrapAllKeys(config: Config, report: (line: string) => void): Promise<string> {
  return await withInfrastructure(config, (infrastructure) => rewrap(infrastructure, report));
}

/** Wraps all data keys of an open database anew. */
export async function rewrap(
  { pool, keyManagement }: Pick<Infrastructure, 'pool' | 'keyManagement'>,
  report: (line: string) => void,
): Promise<string> {
  const total = sumOf(await countForms(pool));
  let rewrapped = 0;
  for (let pass = 1, found = 1; pass <= PASSES && found > 0; pass += 1) {
    const result = await rewrapKeys(pool, keyManagement, ({ read }) => {
      if (pass === 1) report(`${String(read)} of ${String(total)} data keys`);
    });
    found = result.rewrapped;
    rewrapped += found;
  }
  const form = await currentForm(keyManagement);
  const former = [...(await countForms(pool)).keys()].filter((other) => other !== form);
  if (former.length > 0)
    throw new FormerKeyInUse(
      `Other processes still wrap data keys under ${former.join(', ')}; give them the new configuration, and repeat.`,
    );
  const names = (await findNames(pool)).filter(isKeyEncryptionKey);
  await forgetInUse(
    pool,
    names.filter((name) => name !== nameOfForm(form)),
  );
  return `All ${String(total)} data keys are under ${form}; ${String(rewrapped)} were re-wrapped.`;
}

function sumOf(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}
