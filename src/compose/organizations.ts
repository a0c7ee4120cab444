import type { Pool } from 'pg';
import { readCheckpoint } from '../projections/engine/checkpoints.js';
import { ORGANIZATIONS } from '../projections/views/organizations/projection.js';
import { findMembershipsOf } from '../projections/views/organizations/query.js';
import type { JobDependencies } from '../workers/handlers/job-kind.js';

/** Returns the function that finds the memberships of a person in the read model. */
export function membershipFinder(pool: Pool): JobDependencies['findMemberships'] {
  return async (userId, until) => {
    if ((await readCheckpoint(pool, ORGANIZATIONS)) < until)
      throw new Error('The list of members does not have the erasure yet.');
    return await findMembershipsOf(pool, userId);
  };
}
