import type { Pool } from 'pg';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Config } from '../../config/config.js';
import { START } from '../../eventstore/port.js';
import type { EventStore } from '../../eventstore/port.js';
import type { Lifecycle } from '../../runtime/lifecycle.js';
import { forgetDestroyedKeys } from '../../security/keys/erasures/forget-destroyed-keys.js';
import type { KeyManagement } from '../../security/keys/key-management.js';
import { kmsMetrics } from '../../security/keys/kms/kms-metrics.js';
import { openMonth } from '../../security/keys/retention-months.js';
import { postgresSubjectKeys } from '../../security/keys/subject-keys.js';
import type { SubjectKeys } from '../../security/keys/subject-keys.js';
import { awaitDependency } from '../start/await-dependency.js';
import { openKeyManagement } from './configured-keys.js';
import { isKeyManagementOutage, keyManagementRefusal, requireKeys } from './require-keys.js';

/** The database of the keys, and the logger of the service. */
interface KeyStore {
  readonly pool: Pool;
  readonly logger: Logger;
}

/**
 * Opens the key management once it answers, with every key that stored data depends on.
 *
 * @throws InvalidConfiguration the database was created with another master secret, or needs a key that is missing
 * @throws StartRefused the key management rejects the connection, or stays unavailable for the time of `START_TIMEOUT`
 */
export async function openRequiredKeys(
  config: Config,
  masterSecret: string,
  { pool, logger, registry }: KeyStore & { readonly registry: Registry },
): Promise<KeyManagement> {
  const keyManagement = openKeyManagement(config, masterSecret, kmsMetrics(registry));
  await awaitDependency(
    {
      name: 'Vault',
      isTransient: isKeyManagementOutage,
      refusal: keyManagementRefusal,
      timeoutMs: config.startTimeoutMs,
      logger,
    },
    async () => {
      await keyManagement.check();
      await requireKeys(pool, keyManagement, config, masterSecret);
    },
  );
  return keyManagement;
}

/** Opens the data keys of subjects and, for an empty log, the key of the month. Destroyed keys leave the memory. */
export async function openSubjectKeys(
  keyManagement: KeyManagement,
  store: Pick<EventStore, 'head'>,
  lifecycle: Lifecycle,
  { pool, logger, now }: KeyStore & { readonly now: Date },
): Promise<SubjectKeys> {
  const keys = postgresSubjectKeys(pool, keyManagement);
  const endForgetting = forgetDestroyedKeys(pool, keys, logger);
  lifecycle.defer(() => {
    endForgetting();
    return Promise.resolve();
  });
  // Processes of an earlier release cannot read events under these keys, so a log with events gets them next month.
  if ((await store.head()) === START) await openMonth(keys, now);
  return keys;
}
