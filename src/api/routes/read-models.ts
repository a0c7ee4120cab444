import type { readProgress } from '../../projections/engine/checkpoints.js';
import type { listUsers } from '../../projections/views/accounts/query.js';
import type { listApiKeys } from '../../projections/views/api-keys/query.js';
import type { CountKind } from '../../projections/views/analytics/measures.js';
import type {
  readCounts,
  readFunnels,
  readRetention,
  Range,
  TimeUnit,
} from '../../projections/views/analytics/query.js';
import type { readAuditBySource } from '../../projections/views/audit-trail/by-source.js';
import type { readBlastRadius } from '../../projections/views/audit-trail/blast-radius.js';
import type { readAudit } from '../../projections/views/audit-trail/query.js';
import type { findInHistory, readHistory } from '../../projections/views/audit/query.js';
import type { listConnections } from '../../projections/views/connections/query.js';
import type { listOrganizationKeys } from '../../projections/views/organization-keys/query.js';
import type { listFactors, listFactorUses } from '../../projections/views/factors/query.js';
import type { listInvitations, listInvitationsOf } from '../../projections/views/invitations/query.js';
import type {
  listMembers,
  listMembersWithAny,
  listOrganizations,
  listOrganizationsOf,
} from '../../projections/views/organizations/query.js';
import type { findHoldersOfAny, listHolders } from '../../projections/views/roles/query.js';
import type { readOpenSessions } from '../../projections/views/sessions/query.js';
import type { hasDelivery, listDeliveries } from '../../projections/views/webhooks/deliveries-query.js';
import type { countWebhooks, listWebhooks } from '../../projections/views/webhooks/query.js';

/** A query without its first parameter, the database. */
type Bound<Query> = Query extends (database: never, ...rest: infer Rest) => infer Result
  ? (...rest: Rest) => Result
  : never;

type Counts<Kind extends CountKind> = ReturnType<typeof readCounts<Kind>>;

/** The queries of analytics. */
export interface AnalyticsQueries {
  readonly readFunnels: Bound<typeof readFunnels>;
  readonly readRetention: Bound<typeof readRetention>;
  readonly readMethods: (range: Range, by: TimeUnit) => Counts<'sign_in' | 'second_factor' | 'recovery'>;
  readonly readFailures: (range: Range, by: TimeUnit) => Counts<'failure'>;
}

/** The queries that the routes answer from. */
export interface ReadModels {
  readonly listUsers: Bound<typeof listUsers>;
  readonly readHistory: Bound<typeof readHistory>;
  readonly findInHistory: Bound<typeof findInHistory>;
  readonly readAudit: Bound<typeof readAudit>;
  readonly readAuditBySource: Bound<typeof readAuditBySource>;
  readonly readBlastRadius: Bound<typeof readBlastRadius>;
  readonly listApiKeys: Bound<typeof listApiKeys>;
  readonly readOpenSessions: Bound<typeof readOpenSessions>;
  readonly listFactors: Bound<typeof listFactors>;
  readonly listFactorUses: Bound<typeof listFactorUses>;
  readonly findHoldersOfAny: Bound<typeof findHoldersOfAny>;
  readonly listHolders: Bound<typeof listHolders>;
  readonly listOrganizations: Bound<typeof listOrganizations>;
  readonly listOrganizationsOf: Bound<typeof listOrganizationsOf>;
  readonly listMembers: Bound<typeof listMembers>;
  readonly listMembersWithAny: Bound<typeof listMembersWithAny>;
  readonly listInvitations: Bound<typeof listInvitations>;
  readonly listOrganizationKeys: Bound<typeof listOrganizationKeys>;
  readonly listConnections: Bound<typeof listConnections>;
  readonly listInvitationsOf: Bound<typeof listInvitationsOf>;
  readonly listWebhooks: Bound<typeof listWebhooks>;
  readonly countWebhooks: Bound<typeof countWebhooks>;
  readonly listDeliveries: Bound<typeof listDeliveries>;
  readonly hasDelivery: Bound<typeof hasDelivery>;
  readonly readProgress: Bound<typeof readProgress>;
}
