import { auditQueries } from '../audit/audit-queries.js';
import type { AuditQueries } from '../audit/audit-queries.js';
import { startNotary } from '../audit/notary.js';
import { notaryMetrics } from '../audit/notary-metrics.js';
import type { TreeParts } from '../audit/notary-checks.js';
import { noteSigner } from '../audit/notes/note-keys.js';
import type { NoteSigner } from '../audit/notes/note-keys.js';
import { filePublication } from '../audit/publication.js';
import type { Lifecycle } from '../runtime/lifecycle.js';
import { deriveKey } from '../security/keys/derive-key.js';
import type { Infrastructure } from './infrastructure.js';
import { startPublications } from './audit/publications.js';

/** Returns the function that opens the signer of a log name. */
export function checkpointSigners(masterSecret: string): (origin: string) => NoteSigner {
  const seed = deriveKey(masterSecret, 'checkpoints');
  return (origin) => noteSigner(origin, seed);
}

/** Returns the dependencies of the tree of this installation. */
export function treeParts({ config, log, masterSecret, pool }: Infrastructure): TreeParts {
  const { places, origin } = config.checkpoints;
  return {
    pool,
    store: log.store,
    signerOf: checkpointSigners(masterSecret),
    origin,
    publication: places.file === null ? null : filePublication(places.file),
  };
}

/** Returns the queries of the API about the tree. */
export function auditQueriesOf(infrastructure: Infrastructure): AuditQueries {
  return auditQueries(treeParts(infrastructure));
}

/** Starts the notary, unless its interval is 0. */
export function startNotaryOf(infrastructure: Infrastructure, lifecycle: Lifecycle): void {
  const { config, logger, log, pool, registry } = infrastructure;
  const { intervalMs } = config.checkpoints;
  if (intervalMs === 0) return;
  const onLook = notaryMetrics(registry, pool, log.store);
  const parts = treeParts(infrastructure);
  const publication = startPublications(infrastructure, parts.publication, lifecycle);
  const notary = startNotary({ ...parts, publication, intervalMs, logger, onLook });
  lifecycle.defer(() => notary.stop());
}
