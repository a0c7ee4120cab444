import { addPeople } from '../../bench/journeys.js';
import { openInfrastructure } from '../../src/compose/infrastructure.js';
import { readConfig } from '../../src/config/config.js';
import { Lifecycle } from '../../src/runtime/lifecycle.js';
import { silentLogger } from '../support/server/silent-logger.js';

/** Appends a number of people to the log of an environment. */
export async function addOthers(
  environment: Readonly<Record<string, string>>,
  people: number,
): Promise<void> {
  const lifecycle = new Lifecycle();
  try {
    const { log } = await openInfrastructure(readConfig({ ...environment }), silentLogger, lifecycle);
    await addPeople(log, people);
  } finally {
    await lifecycle.stop();
  }
}
