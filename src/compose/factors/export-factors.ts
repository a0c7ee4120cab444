import { exportFactors } from '../../commands/factors/import/export-factors.js';
import type { Config } from '../../config/config.js';
import type { UserId } from '../../domain/ids.js';
import { listFactorOwners } from '../../projections/views/factors/query.js';
import { withInfrastructure } from '../maintenance/with-infrastructure.js';

const PAGE = 500;

/**
 * Writes the factors of all accounts with their secrets, one JSON object a line, in the form that `importFactorFile` reads.
 *
 * @param write resolves when the reader has taken the text
 */
export async function exportFactorFile(
  config: Config,
  write: (text: string) => Promise<void>,
): Promise<string> {
  return await withInfrastructure(config, async ({ log, pool }) => {
    let count = 0;
    let after: UserId | null = null;
    for (let isFull = true; isFull;) {
      const page: readonly UserId[] = await listFactorOwners(pool, after, PAGE);
      for (const userId of page) {
        const line = await exportFactors({ log }, userId);
        if (line === null) continue;
        await write(`${JSON.stringify(line)}\n`);
        count += 1;
      }
      after = page.at(-1) ?? after;
      isFull = page.length === PAGE;
    }
    return `${String(count)} accounts with factors.`;
  });
}
