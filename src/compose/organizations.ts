import type { Pool } from 'pg';
import type { Infrastructure } from './infrastructure.js';
import type { Position } from '../eventstore/port.js';
import { readCheckpoint } from '../projections/engine/checkpoints.js';
import { CONNECTIONS } from '../projections/views/connections/projection.js';
import { findConnectionsOf } from '../projections/views/connections/query.js';
import { INVITATIONS } from '../projections/views/invitations/projection.js';
import { findKeysOfInvitee, findKeysOfOrganization } from '../projections/views/invitations/query.js';
import { ORGANIZATION_API_KEYS } from '../projections/views/organization-keys/projection.js';
import { findKeysOf } from '../projections/views/organization-keys/query.js';
import { ORGANIZATIONS } from '../projections/views/organizations/projection.js';
import { findMembershipsOf } from '../projections/views/organizations/query.js';
import type { Lifecycle } from '../runtime/lifecycle.js';
import { domainProofs } from '../security/domains/domain-proof.js';
import { txtRecords } from '../security/domains/txt-records.js';
import { startDomainChecks } from '../workers/domains/check-domains.js';
import { domainMetrics } from '../workers/domains/domain-metrics.js';
import type { JobDependencies } from '../workers/handlers/job-kind.js';

/** Returns the function that finds the memberships of a person in the read model. */
export function membershipFinder(pool: Pool): JobDependencies['findMemberships'] {
  return async (userId, until) => {
    await requireReached(pool, ORGANIZATIONS, until);
    return await findMembershipsOf(pool, userId);
  };
}

/** Returns the functions that find the keys of invitations in the read model. */
export function invitationFinder(pool: Pool): JobDependencies['invitations'] {
  return {
    async ofPerson(person, until) {
      await requireReached(pool, INVITATIONS, until);
      return await findKeysOfInvitee(pool, person);
    },
    async ofOrganization(id, until) {
      await requireReached(pool, INVITATIONS, until);
      return await findKeysOfOrganization(pool, id);
    },
  };
}

/** Returns the function that finds the connections of an organisation in the read model. */
export function connectionFinder(pool: Pool): JobDependencies['findConnections'] {
  return async (id, until) => {
    await requireReached(pool, CONNECTIONS, until);
    return await findConnectionsOf(pool, id);
  };
}

/** Returns the function that finds the API keys of an organisation in the read model. */
export function organizationKeyFinder(pool: Pool): JobDependencies['findOrganizationKeys'] {
  return async (id, until) => {
    await requireReached(pool, ORGANIZATION_API_KEYS, until);
    return await findKeysOf(pool, id);
  };
}

/** Starts the daily checks of verified domains. */
export function startDomainChecksOf(infrastructure: Infrastructure, lifecycle: Lifecycle): void {
  const { config, log, logger, masterSecret, now, pool, registry } = infrastructure;
  const checks = startDomainChecks({
    pool,
    log,
    now,
    domainProof: domainProofs(masterSecret),
    lookUpTxt: txtRecords(config.dnsServers),
    count: domainMetrics(registry),
    logger,
  });
  lifecycle.defer(() => checks.stop());
}

async function requireReached(pool: Pool, readModel: string, until: Position): Promise<void> {
  if ((await readCheckpoint(pool, readModel)) < until)
    throw new Error(`${readModel} does not have the erasure yet.`);
}
