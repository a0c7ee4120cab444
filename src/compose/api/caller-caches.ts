import { createApiKeyCheck } from '../../commands/api-keys/check-api-key.js';
import type { ApiKeyCheck } from '../../commands/api-keys/check-api-key.js';
import type { CommandDependencies } from '../../commands/dependencies.js';
import type { AdministratorRules } from '../../api/http/authentication/administrators.js';
import { accessCache } from '../../projections/live/access-cache.js';
import type { AccessCache } from '../../projections/live/access-cache.js';
import { apiKeyCache } from '../../projections/live/api-key-cache.js';
import type { LiveFollower } from '../../projections/live/live-subscription.js';
import type { Infrastructure } from '../infrastructure.js';

/** The state in memory that admits services and administrators. */
export interface CallerCaches {
  readonly followers: readonly LiveFollower[];
  readonly access: AccessCache;
  readonly administrators: AdministratorRules;
  readonly checkApiKey: (commands: CommandDependencies) => ApiKeyCheck;
}

/** Creates the caches of API keys and of the permissions of people. */
export function callerCaches({ log, config }: Pick<Infrastructure, 'log' | 'config'>): CallerCaches {
  const keys = apiKeyCache(log);
  const access = accessCache(log);
  return {
    followers: [keys, access],
    access,
    administrators: { find: access.find, needSecondFactor: config.administratorsNeedSecondFactor },
    checkApiKey: (commands) =>
      createApiKeyCheck(commands, keys, async (userId) => (await access.find(userId)).permissions),
  };
}
