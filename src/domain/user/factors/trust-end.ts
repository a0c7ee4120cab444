import type { Recorded } from '../../event.js';
import type { UserEvent } from '../events.js';

/** The event types after which no device is trusted any more. */
const TRUST_ENDING_EVENTS: ReadonlySet<UserEvent['type']> = new Set([
  'FactorRemoved',
  'RecoveryCodeUsed',
  'PasswordChanged',
  'PasswordReset',
  'PasswordRemoved',
  'ActivityDisowned',
  'UserDeactivated',
]);

/** Returns the new end of trust if an event ends the trust in all devices. */
export function trustEndOf({ type, revision }: Recorded<UserEvent>): { trustEnd?: number } {
  return TRUST_ENDING_EVENTS.has(type) ? { trustEnd: revision } : {};
}
