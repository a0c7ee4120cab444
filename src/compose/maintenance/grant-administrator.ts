import { grantRole } from '../../commands/roles/grant-role.js';
import { InvalidConfiguration } from '../../config/invalid-configuration.js';
import type { Config } from '../../config/config.js';
import { userIdSchema } from '../../domain/ids.js';
import { ADMINISTRATOR } from '../../domain/roles/role-set.js';
import { systemContext } from '../signing.js';
import { withInfrastructure } from './with-infrastructure.js';

/** An operator of the server has no limit. */
const OPERATOR = { userId: null, person: null, authority: 'everything' } as const;

/**
 * Makes a person an administrator.
 *
 * @throws InvalidConfiguration the argument is no user id
 * @throws UnknownUser, RoleLimit
 */
export async function grantAdministrator(config: Config, id: string): Promise<string> {
  const userId = userIdSchema.safeParse(id).data;
  if (userId === undefined) throw new InvalidConfiguration('the argument must be the id of a user, a UUID');
  return await withInfrastructure(config, async ({ log, now }) => {
    const assignment = { userId, role: ADMINISTRATOR.id, reason: null };
    await grantRole({ log }, assignment, OPERATOR, { ...systemContext(now), actor: 'operator' });
    return `${userId} is an administrator.`;
  });
}
