import { HasherBusy } from '../../../src/security/passwords/hasher.js';
import type { PasswordHasher } from '../../../src/security/passwords/hasher.js';

export interface FakeHasher extends PasswordHasher {
  /** The stored hashes that passwords were compared with, in order. */
  readonly compared: readonly (string | null)[];
  /** Makes the hasher busy or free. */
  setBusy(busy: boolean): void;
}

/** A hasher without protection or cost. Hashes of another cost need a rehash. */
export function fakeHasher(cost = 1): FakeHasher {
  const compared: (string | null)[] = [];
  let isBusy = false;
  return {
    compared,
    setBusy(busy) {
      isBusy = busy;
    },
    checkRoom() {
      if (isBusy) throw new HasherBusy(1);
    },
    hash: (password) => Promise.resolve(`fake$${cost}$${password}`),
    verify(password, stored) {
      compared.push(stored);
      return Promise.resolve(stored !== null && stored.replace(/^fake\$\d+\$/, '') === password);
    },
    needsRehash: (stored) => !stored.startsWith(`fake$${cost}$`),
  };
}
