import { LogUnavailable } from '../../eventstore/port.js';
import { CERTIFICATE_FAILURE, failureText } from './failure-text.js';
import { StartRefused } from './start-refused.js';

const DENIED = /AccessDenied|UNAUTHENTICATED|PERMISSION_DENIED|access.denied/i;

/** Reports whether another attempt may succeed without a change of the configuration. */
export function isEventStoreOutage(error: unknown): boolean {
  const text = failureText(error);
  return error instanceof LogUnavailable && !DENIED.test(text) && !CERTIFICATE_FAILURE.test(text);
}

/** Translates a failure of EventStoreDB into one line for the operator. Returns unknown errors unchanged. */
export function eventStoreRefusal(error: unknown): unknown {
  const text = failureText(error);
  const remedy = DENIED.test(text)
    ? 'has a user that EventStoreDB rejects; correct the user name and the password, and let it read $all'
    : CERTIFICATE_FAILURE.test(text)
      ? 'names a server whose certificate cannot be verified; correct tlsCAFile or the host name'
      : error instanceof LogUnavailable
        ? 'names a server that does not answer; start EventStoreDB, or correct the host, the port and tls'
        : null;
  return remedy === null ? error : new StartRefused(`EVENTSTOREDB_URL ${remedy}`, { cause: error });
}
