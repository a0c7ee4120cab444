import { InvalidConfiguration } from '../../config/invalid-configuration.js';
import type { Config } from '../../config/config.js';
import { grantService, RoleTooStrong, UnknownRole } from '../../runtime/postgres/grants.js';
import { withInfrastructure } from './with-infrastructure.js';

/**
 * Creates or updates the tables of every store.
 *
 * @param role the role that runs the service, and gets the rights for that; null for none
 * @throws InvalidConfiguration the role does not exist, or could change events
 */
export async function migrate(config: Config, role: string | null): Promise<string> {
  return await withInfrastructure(config, async ({ pool }) => {
    if (role === null) return 'The tables are up to date.';
    try {
      await grantService(pool, role);
    } catch (error) {
      if (error instanceof UnknownRole)
        throw new InvalidConfiguration('--grant-to names a role that does not exist; create it');
      if (error instanceof RoleTooStrong)
        throw new InvalidConfiguration(
          '--grant-to names a role that can change events: the owner of the log, one of its members, or a superuser',
        );
      throw error;
    }
    return `The tables are up to date, and ${role} can run the service.`;
  });
}
