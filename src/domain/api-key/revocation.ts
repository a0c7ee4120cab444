import type { ApiKey, Created } from './api-key.js';

/**
 * Returns the time at which a key was revoked, alone or with the descendants of a key that created it; null: it is not
 * revoked. A descendant records nothing, so a key that is being created cannot escape. Keys whose makers are unknown have no
 * time of revocation, but no usable owner either.
 *
 * @param find returns the key with an id
 */
export async function revocationTime(
  key: Created,
  find: (id: string) => Promise<ApiKey>,
): Promise<Date | null> {
  if (key.revokedAt !== null) return key.revokedAt;
  for (let { maker } = key; maker !== null;) {
    const ancestor = await find(maker);
    if (ancestor.status !== 'created') return null;
    if (ancestor.descendantsRevokedAt !== null) return ancestor.descendantsRevokedAt;
    maker = ancestor.maker;
  }
  return null;
}
