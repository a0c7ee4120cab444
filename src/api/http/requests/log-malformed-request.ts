import type { Logger } from 'pino';
import { networkOf } from '../../../security/limits/network.js';
import type { Malformed } from '../server.js';

/** Writes a line about bytes that are no request (OWASP ASVS 16.3.3). */
export function logMalformedRequest(
  logger: Logger,
  pseudonym: (name: string) => string,
): (malformed: Malformed) => void {
  return ({ status, code, address }) => {
    logger.info({ status, problem: code, source: pseudonym(networkOf(address)) }, 'no request');
  };
}
