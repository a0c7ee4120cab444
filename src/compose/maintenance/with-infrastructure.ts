import type { Config } from '../../config/config.js';
import { openInfrastructure } from '../infrastructure.js';
import type { Infrastructure } from '../infrastructure.js';
import { Lifecycle } from '../../runtime/lifecycle.js';
import { createLogger } from '../../runtime/logger.js';

/** Runs one maintenance task on the infrastructure, then closes it. */
export async function withInfrastructure<Result>(
  config: Config,
  task: (infrastructure: Infrastructure) => Promise<Result>,
): Promise<Result> {
  const lifecycle = new Lifecycle();
  try {
    return await task(await openInfrastructure(config, createLogger(config.logLevel), lifecycle));
  } finally {
    await lifecycle.stop();
  }
}
