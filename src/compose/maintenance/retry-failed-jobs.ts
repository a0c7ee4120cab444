import type { Config } from '../../config/config.js';
import { withInfrastructure } from './with-infrastructure.js';

/** Makes all failed jobs due again. A running worker notices them within a second. */
export async function retryFailedJobs(config: Config): Promise<string> {
  return await withInfrastructure(config, async ({ outbox }) => {
    const count = await outbox.retryFailed();
    return `Failed jobs that are tried again: ${String(count)}.`;
  });
}
