import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { parseWitnessKey } from '../../audit/notes/cosignature.js';
import type { Publication } from '../../audit/publication.js';
import { publicationStatus } from '../../audit/publish/publication-status.js';
import type { PublicationStatus } from '../../audit/publish/publication-status.js';
import { startPublisher } from '../../audit/publish/publisher.js';
import type { PublicationTarget } from '../../audit/publish/target.js';
import { webhookTarget } from '../../audit/publish/webhook-target.js';
import { witnessTarget } from '../../audit/publish/witness-target.js';
import type { PublicationPlaces } from '../../config/audit.js';
import { InvalidConfiguration } from '../../config/invalid-configuration.js';
import type { Lifecycle } from '../../runtime/lifecycle.js';
import type { Infrastructure } from '../infrastructure.js';

/** The name of the file in metrics. Its path may say too much. */
const FILE = 'file';

/**
 * Returns the receivers of the configuration, without the file.
 *
 * @throws InvalidConfiguration the key of a witness is malformed
 */
export function publicationTargets(
  pool: Pool,
  { webhooks, witnesses }: PublicationPlaces,
): PublicationTarget[] {
  return [
    ...webhooks.map(webhookTarget),
    ...witnesses.map(({ url, key: text }) => {
      const key = parseWitnessKey(text);
      if (key === null)
        throw new InvalidConfiguration(
          'CHECKPOINT_PUBLISH has a witness without a public key such as name+1a2b3c4d+BAAA…; it is a timestamped Ed25519 key',
        );
      return witnessTarget(pool, { url, key });
    }),
  ];
}

/**
 * Starts to publish checkpoints to webhooks and witnesses.
 *
 * @param file the file of the configuration, or null
 * @returns the file, whose failures are shown as well, or null
 */
export function startPublications(
  { config, logger, pool, registry, roleChecks }: Infrastructure,
  file: Publication | null,
  lifecycle: Lifecycle,
): Publication | null {
  const { intervalMs, places } = config.checkpoints;
  const targets = publicationTargets(pool, places);
  const names = [...targets.map(({ name }) => name), ...(file === null ? [] : [FILE])];
  if (names.length === 0) return null;
  const status = publicationStatus(registry, names);
  roleChecks.isPublicationFailing = () => status.isFailing();
  const publisher = startPublisher({ pool, targets, status, intervalMs, logger });
  lifecycle.defer(() => publisher.stop());
  return file === null ? null : observed(file, status, logger);
}

/** Records whether the file could be written. The tree goes on without it, and the next look writes it again. */
function observed(file: Publication, status: PublicationStatus, logger: Logger): Publication {
  return {
    latest: () => file.latest(),
    async publish(note) {
      try {
        await file.publish(note);
        status.record(FILE, false);
      } catch (error) {
        status.record(FILE, true);
        logger.warn({ err: error, target: FILE }, 'a checkpoint was not published');
      }
    },
  };
}
