import { isDatabaseOutage } from '../runtime/postgres/outage.js';
import { KeyManagementDenied, KeyManagementUnavailable } from '../security/keys/key-management.js';
import { LogUnavailable } from './port.js';

/**
 * Reports whether a failure says only that a store is unavailable or busy: the same work may succeed later. Rejected credentials
 * of the key management count: they may have expired, and the events are not to blame. A start refuses them itself.
 */
export function isOutage(error: unknown): boolean {
  return (
    error instanceof LogUnavailable ||
    error instanceof KeyManagementUnavailable ||
    error instanceof KeyManagementDenied ||
    isDatabaseOutage(error)
  );
}
