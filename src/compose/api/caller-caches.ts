import { Counter } from 'prom-client';
import { createApiKeyCheck } from '../../commands/api-keys/check-api-key.js';
import type { ApiKeyCheck } from '../../commands/api-keys/check-api-key.js';
import type { CommandDependencies } from '../../commands/dependencies.js';
import type { RouteDependencies } from '../../api/routes/dependencies.js';
import type { MemberRules } from '../../api/http/authentication/members.js';
import { accessCache } from '../../projections/live/access-cache.js';
import { memberCache } from '../../projections/live/member-cache.js';
import { apiKeyCache } from '../../projections/live/api-key-cache.js';
import { requiredConnections } from '../../projections/live/required-connections.js';
import { domainClaimStreams } from '../../security/keys/claim-streams.js';
import { serviceAddresses } from '../../security/saml/service-provider.js';
import type { LiveFollower } from '../../projections/live/live-subscription.js';
import type { Infrastructure } from '../infrastructure.js';

/** The state in memory that admits services and administrators. */
export interface CallerCaches {
  readonly followers: readonly LiveFollower[];
  readonly access: RouteDependencies['access'];
  readonly requiredConnection: CommandDependencies['requiredConnection'];
  readonly administrators: MemberRules;
  readonly checkApiKey: (commands: CommandDependencies) => ApiKeyCheck;
}

/** Creates the caches of API keys and of the permissions of people. */
export function callerCaches({
  log,
  config,
  masterSecret,
  registry,
  now,
}: Pick<Infrastructure, 'log' | 'config' | 'masterSecret' | 'registry' | 'now'>): CallerCaches {
  const keys = apiKeyCache(log);
  const access = accessCache(log);
  const members = memberCache(log, access);
  const required = requiredConnections(log, domainClaimStreams(masterSecret), members);
  const decisions = new Counter({
    name: 'credence_access_decisions_total',
    help: 'Decisions about the permissions of people and API keys that services asked for, by decision.',
    labelNames: ['decision'],
    registers: [registry],
  });
  const impersonations = new Counter({
    name: 'credence_impersonations_total',
    help: 'Sessions that administrators started to act as other people.',
    registers: [registry],
  });
  return {
    followers: [keys, access, ...members.followers, ...required.followers],
    async requiredConnection(address) {
      const id = await required.find(address);
      return id === null ? null : { id, startUrl: serviceAddresses(config.publicUrl, id).startUrl };
    },
    access: {
      find: access.find,
      count: (allowed) => decisions.inc({ decision: String(allowed) }),
      countImpersonation: () => impersonations.inc(),
    },
    administrators: {
      find: access.find,
      findMember: members.find,
      now,
      needSecondFactor: config.administratorsNeedSecondFactor,
    },
    checkApiKey: (commands) =>
      createApiKeyCheck(commands, keys, {
        permissionsOf: async (userId) => (await access.find(userId)).permissions,
        findOrganization: members.findOrganization,
        findMember: members.find,
      }),
  };
}
