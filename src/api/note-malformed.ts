import type { Logger } from 'pino';
import { networkOf } from '../security/network.js';
import type { Malformed } from './server.js';

/** Writes a line about bytes that are no request (OWASP ASVS 16.3.3). */
export function noteMalformed(log: Logger, mask: (name: string) => string): (malformed: Malformed) => void {
  return ({ status, code, address }) => {
    log.info({ status, problem: code, source: mask(networkOf(address)) }, 'no request');
  };
}
