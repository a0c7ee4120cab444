import { z } from 'zod';
import { batched } from '../../../runtime/concurrency/batching.js';
import { KeyManagementDenied } from '../key-management.js';
import type { Wrapping } from '../key-management.js';
import type { ObserveKms } from './kms-metrics.js';
import type { VaultClient } from './vault-client.js';
import type { VaultSettings } from './vault-settings.js';

const batchAnswer = z.object({
  data: z.object({
    batch_results: z.array(
      z.object({
        ciphertext: z.string().optional(),
        plaintext: z.string().optional(),
        error: z.string().optional(),
      }),
    ),
  }),
});

type Operation = 'encrypt' | 'decrypt';

interface Item {
  readonly plaintext?: string;
  readonly ciphertext?: string;
  /** In base64. */
  readonly associated_data: string;
}

const OWN = /^vault:v\d+$/;
const PROBE = 'probe';

/**
 * Wraps with a key of the Transit secrets engine of HashiCorp Vault. Concurrent calls share a request. The context is
 * associated data, so the key needs a type that has it: `aes256-gcm96` (the default), `aes128-gcm96` or
 * `chacha20-poly1305`.
 */
export function vaultTransit(
  { mount, keyName }: Pick<VaultSettings, 'mount' | 'keyName'>,
  client: VaultClient,
  observe: ObserveKms,
): Wrapping {
  async function request(operation: Operation, items: readonly Item[]) {
    const end = observe(operation);
    try {
      const answer = await client.post(`${mount}/${operation}/${keyName}`, { batch_input: items });
      const { success, data } = batchAnswer.safeParse(answer.body);
      // An answer with status 400 has the results of the other items.
      if (!success || data.data.batch_results.length !== items.length)
        throw new KeyManagementDenied(
          `Vault cannot ${operation} with ${mount}/${keyName} (${String(answer.status)}).`,
        );
      end('ok');
      return data.data.batch_results;
    } catch (error) {
      end('failed');
      throw error;
    }
  }

  const encrypt = batched<Item, Buffer>(async (items) =>
    (await request('encrypt', items)).map(({ ciphertext }) =>
      ciphertext === undefined || !ciphertext.startsWith('vault:')
        ? new KeyManagementDenied(`Vault has wrapped no key with ${mount}/${keyName}.`)
        : Buffer.from(ciphertext),
    ),
  );
  const decrypt = batched<Item, Buffer>(async (items) =>
    (await request('decrypt', items)).map(({ plaintext, error = '' }) =>
      plaintext === undefined || error !== ''
        ? new Error(`Vault cannot unwrap a data key with ${mount}/${keyName}.`)
        : Buffer.from(plaintext, 'base64'),
    ),
  );

  const wrapping: Wrapping = {
    owns: (form) => OWN.test(form),
    wrap: (key, context) => encrypt({ plaintext: key.toString('base64'), associated_data: bound(context) }),
    unwrap: (wrapped, context) =>
      decrypt({ ciphertext: wrapped.toString(), associated_data: bound(context) }),
    async check() {
      const probe = Buffer.from(PROBE);
      const unwrapped = await wrapping.unwrap(await wrapping.wrap(probe, PROBE), PROBE);
      if (!unwrapped.equals(probe))
        throw new KeyManagementDenied('Vault unwraps another key than it wrapped.');
    },
  };
  return wrapping;
}

function bound(context: string): string {
  return Buffer.from(context).toString('base64');
}
