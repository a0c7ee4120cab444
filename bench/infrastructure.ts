import { openInfrastructure } from '../src/compose/infrastructure.js';
import type { Infrastructure } from '../src/compose/infrastructure.js';
import { readConfig } from '../src/config/config.js';
import { Lifecycle } from '../src/runtime/lifecycle.js';
import { createLogger } from '../src/runtime/logger.js';
import { SECRET_KEY } from './programs/programs.js';
import type { Stores } from './programs/programs.js';

/** Runs work on the stores in this process, without a role of the service. */
export async function withInfrastructure<Result>(
  { databaseUrl, smtpUrl }: Stores,
  work: (infrastructure: Infrastructure) => Promise<Result>,
): Promise<Result> {
  const lifecycle = new Lifecycle();
  try {
    const config = readConfig({ DATABASE_URL: databaseUrl, SMTP_URL: smtpUrl, SECRET_KEY });
    return await work(await openInfrastructure(config, createLogger('warn'), lifecycle));
  } finally {
    await lifecycle.stop();
  }
}
