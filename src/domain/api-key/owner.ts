import type { UserId } from '../ids.js';
import type { Permission } from '../permissions.js';
import type { ApiKey, Created } from './api-key.js';

/**
 * Returns the person at the beginning of a key: the creator of the key, or of the key that created it, and so on; null: there
 * is none. It is `unknown` if one of these keys is: the key is then no key of a service, and nobody may use it.
 *
 * @param find returns the key with an id
 */
export async function ownerOf(
  key: Created,
  find: (id: string) => Promise<ApiKey>,
): Promise<UserId | 'unknown' | null> {
  let first = key;
  while (first.maker !== null) {
    const maker = await find(first.maker);
    if (maker.status !== 'created') return 'unknown';
    first = maker;
  }
  return first.owner;
}

/** Returns a key with the scopes that its owner still has: a key of a person is never stronger than that person. */
export function within(key: Created, permissions: ReadonlySet<string>): Created {
  const scopes = key.scopes.filter((scope: Permission) => permissions.has(scope));
  return scopes.length === key.scopes.length ? key : { ...key, scopes };
}
