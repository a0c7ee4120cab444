import type { Logger } from 'pino';
import { networkOf } from '../../../security/limits/network.js';
import type { MalformedRequest } from '../server/server.js';

/** Logs requests that the server rejects before the app (OWASP ASVS 16.3.3). */
export function logMalformedRequest(
  logger: Logger,
  pseudonym: (value: string) => string,
): (malformed: MalformedRequest) => void {
  return ({ status, code, address }) => {
    logger.info({ status, problem: code, source: pseudonym(networkOf(address)) }, 'malformed request');
  };
}
