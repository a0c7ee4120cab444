import type { Pool } from 'pg';
import type { AnalyticsQueries, ReadModels } from '../../api/routes/read-models.js';
import { readProgress } from '../../projections/engine/checkpoints.js';
import { listUsers } from '../../projections/views/accounts/query.js';
import { listApiKeys } from '../../projections/views/api-keys/query.js';
import { readCounts, readFunnels, readRetention } from '../../projections/views/analytics/query.js';
import { readAuditBySource } from '../../projections/views/audit-trail/by-source.js';
import { readBlastRadius } from '../../projections/views/audit-trail/blast-radius.js';
import { readAudit } from '../../projections/views/audit-trail/query.js';
import { findInHistory, readHistory } from '../../projections/views/audit/query.js';
import { listConnections } from '../../projections/views/connections/query.js';
import { listOrganizationKeys } from '../../projections/views/organization-keys/query.js';
import { listFactors, listFactorUses } from '../../projections/views/factors/query.js';
import { listInvitations, listInvitationsOf } from '../../projections/views/invitations/query.js';
import {
  listMembers,
  listMembersWithAny,
  listOrganizations,
  listOrganizationsOf,
} from '../../projections/views/organizations/query.js';
import { findHoldersOfAny, listHolders } from '../../projections/views/roles/query.js';
import { readOpenSessions } from '../../projections/views/sessions/query.js';
import { hasDelivery, listDeliveries } from '../../projections/views/webhooks/deliveries-query.js';
import { countWebhooks, listWebhooks } from '../../projections/views/webhooks/query.js';

/** Binds the queries of analytics to a database. */
export function analyticsQueries(pool: Pool): AnalyticsQueries {
  return {
    readFunnels: (...rest) => readFunnels(pool, ...rest),
    readRetention: (...rest) => readRetention(pool, ...rest),
    readMethods: (range, by) => readCounts(pool, range, by, ['sign_in', 'second_factor', 'recovery']),
    readFailures: (range, by) => readCounts(pool, range, by, ['failure']),
  };
}

/** Binds the queries of the API to a database. */
export function readModels(pool: Pool): ReadModels {
  return {
    listUsers: (...rest) => listUsers(pool, ...rest),
    readHistory: (...rest) => readHistory(pool, ...rest),
    findInHistory: (...rest) => findInHistory(pool, ...rest),
    readAudit: (...rest) => readAudit(pool, ...rest),
    readAuditBySource: (...rest) => readAuditBySource(pool, ...rest),
    readBlastRadius: (...rest) => readBlastRadius(pool, ...rest),
    listApiKeys: (...rest) => listApiKeys(pool, ...rest),
    readOpenSessions: (...rest) => readOpenSessions(pool, ...rest),
    listFactors: (...rest) => listFactors(pool, ...rest),
    listFactorUses: (...rest) => listFactorUses(pool, ...rest),
    findHoldersOfAny: (...rest) => findHoldersOfAny(pool, ...rest),
    listHolders: (...rest) => listHolders(pool, ...rest),
    countWebhooks: () => countWebhooks(pool),
    listOrganizations: (...rest) => listOrganizations(pool, ...rest),
    listOrganizationsOf: (...rest) => listOrganizationsOf(pool, ...rest),
    listMembers: (...rest) => listMembers(pool, ...rest),
    listMembersWithAny: (...rest) => listMembersWithAny(pool, ...rest),
    listOrganizationKeys: (...rest) => listOrganizationKeys(pool, ...rest),
    listConnections: (...rest) => listConnections(pool, ...rest),
    listInvitations: (...rest) => listInvitations(pool, ...rest),
    listInvitationsOf: (...rest) => listInvitationsOf(pool, ...rest),
    listWebhooks: (...rest) => listWebhooks(pool, ...rest),
    listDeliveries: (...rest) => listDeliveries(pool, ...rest),
    hasDelivery: (...rest) => hasDelivery(pool, ...rest),
    readProgress: () => readProgress(pool),
  };
}
