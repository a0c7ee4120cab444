import { Redis } from 'ioredis';
import { CERTIFICATE_FAILURE, failureText } from './failure-text.js';
import { StartRefused } from './start-refused.js';

const CONNECT_MS = 2000;

/**
 * Rejects a Redis that will never work: wrong credentials, a certificate that cannot be verified, cluster mode. A Redis
 * that is away rejects nothing: the program starts without it and connects as soon as it is available.
 *
 * @returns true if Redis answered
 * @throws StartRefused
 */
export async function checkRedis(url: string): Promise<boolean> {
  const failures: unknown[] = [];
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: CONNECT_MS,
    commandTimeout: CONNECT_MS,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  redis.on('error', (error) => failures.push(error));
  const info = await readClusterInfo(redis).catch((error: unknown) => {
    failures.push(error);
    return '';
  });
  redis.disconnect();
  const text = failures.map(failureText).join('\n');
  // Jobs and rate limits change several keys at once, which a cluster rejects with CROSSSLOT.
  if (/cluster_enabled:1/.test(info))
    throw new StartRefused(
      'REDIS_URL names a Redis in cluster mode; name one without it (cluster-enabled no)',
    );
  if (/WRONGPASS|NOAUTH|invalid password|AUTH <password> called without/i.test(text))
    throw new StartRefused('REDIS_URL has a user name or password that Redis rejects; correct it');
  if (/EPROTO|WRONG_VERSION_NUMBER|wrong version number/i.test(text))
    throw new StartRefused(
      'REDIS_URL asks for TLS, which the server does not offer; write redis://, or enable TLS in Redis',
    );
  if (CERTIFICATE_FAILURE.test(text))
    throw new StartRefused(
      'REDIS_URL names a server whose certificate cannot be verified; set NODE_EXTRA_CA_CERTS, or correct the host name',
    );
  return info !== '';
}

async function readClusterInfo(redis: Redis): Promise<string> {
  await redis.connect();
  return await redis.info('cluster');
}
