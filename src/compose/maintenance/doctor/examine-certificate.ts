import { connect } from 'node:tls';
import type { Config } from '../../../config/config.js';
import { Unhealthy } from './unhealthy.js';

const CONNECT_MS = 5000;
const HTTPS_PORT = 443;
const MS_PER_DAY = 86_400_000;
/** A certificate that renews itself does so earlier. */
const MIN_DAYS = 7;

interface Presented {
  /** The reason why clients do not trust the certificate, or null. */
  readonly fault: string | null;
  readonly validTo: Date;
}

/**
 * Reads the certificate of `PUBLIC_URL`, as clients see it.
 *
 * @throws Unhealthy clients do not trust it, or it ends soon
 */
export async function examineCertificate({ publicUrl }: Config): Promise<string> {
  const url = new URL(publicUrl);
  if (url.protocol !== 'https:') return 'not examined; PUBLIC_URL is http';
  const presented = await presentedBy(url);
  if (presented === null) return 'not examined; nothing answers at PUBLIC_URL from here';
  return requireTrust(presented, new Date());
}

/** @throws Unhealthy */
export function requireTrust({ fault, validTo }: Presented, now: Date): string {
  if (fault !== null)
    throw new Unhealthy(
      `clients do not trust the certificate of PUBLIC_URL (${fault}); correct it at the proxy, or correct the host name`,
    );
  const days = Math.floor((validTo.getTime() - now.getTime()) / MS_PER_DAY);
  if (days < MIN_DAYS)
    throw new Unhealthy(`the certificate of PUBLIC_URL ends in ${String(days)} days; renew it`);
  return `ok, its certificate ends in ${String(days)} days`;
}

/** Returns the certificate that a server presents, or null without an answer. */
async function presentedBy({ hostname, port }: URL): Promise<Presented | null> {
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  return await new Promise((resolve) => {
    const options = { host, port: port === '' ? HTTPS_PORT : Number(port), timeout: CONNECT_MS };
    // The certificate is only read. Nothing is sent over the connection.
    const socket = connect({ ...options, servername: host, rejectUnauthorized: false }, () => {
      const fault = socket.authorized ? null : codeOf(socket.authorizationError);
      resolve({ fault, validTo: new Date(socket.getPeerCertificate().valid_to) });
      socket.destroy();
    });
    socket.once('error', () => {
      resolve(null);
    });
    socket.once('timeout', () => {
      resolve(null);
      socket.destroy();
    });
  });
}

/** Returns the code of a failed verification. Types say that it is an error, but Node.js gives its code. */
function codeOf(failure: unknown): string {
  if (typeof failure === 'object' && failure !== null && 'code' in failure) return String(failure.code);
  return typeof failure === 'string' ? failure : 'not verified';
}
