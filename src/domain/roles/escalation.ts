import { DomainError } from '../domain-error.js';

/** The change gives or touches permissions that the caller lacks. */
export class ExceedsOwnPermissions extends DomainError {
  readonly code = 'exceeds_own_permissions';
}

/** The permissions that a caller may pass on, or take from others. The service token has no limit. */
export type Authority = ReadonlySet<string> | 'everything';

/**
 * Verifies that a caller has all of these permissions.
 *
 * @throws ExceedsOwnPermissions
 */
export function requireWithin(authority: Authority, permissions: Iterable<string>): void {
  if (!isWithin(authority, permissions)) throw new ExceedsOwnPermissions();
}

/** Tells whether a caller has all of these permissions. */
export function isWithin(authority: Authority, permissions: Iterable<string>): boolean {
  return authority === 'everything' || [...permissions].every((permission) => authority.has(permission));
}
