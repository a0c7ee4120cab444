import { requireWithin } from '../roles/escalation.js';
import type { Authority } from '../roles/escalation.js';
import { ADMIN } from '../roles/organization-roles.js';

/**
 * Verifies that a caller may change settings with power over every member, such as the ways to sign in: it has every
 * permission of an admin.
 *
 * @throws ExceedsOwnPermissions
 */
export function requirePowerOverMembers(authority: Authority): void {
  requireWithin(authority, ADMIN.permissions);
}
