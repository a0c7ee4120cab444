import { isDatabaseOutage } from '../runtime/postgres/outage.js';
import { KeyManagementUnavailable } from '../security/keys/key-management.js';
import { LogUnavailable } from './port.js';

/** Reports whether a failure says only that a store is unavailable or busy: the same work may succeed later. */
export function isOutage(error: unknown): boolean {
  return (
    error instanceof LogUnavailable || error instanceof KeyManagementUnavailable || isDatabaseOutage(error)
  );
}
