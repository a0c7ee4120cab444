import { startEventStoreDbProgram } from './program.js';

/** A real EventStoreDB for tests, and its stop function. */
export interface RealEventStoreDb {
  readonly name: string;
  readonly url: string;
  stop(): Promise<void>;
}

const IMAGE = 'eventstore/eventstore:24.10';
const PORT = 2113;

/**
 * Returns a new server of EVENTSTOREDB_PROGRAM, the server of EVENTSTOREDB_URL (never stopped, and shared by all test files),
 * or null.
 */
export async function findConfiguredEventStoreDb(): Promise<RealEventStoreDb | null> {
  const program = process.env['EVENTSTOREDB_PROGRAM'];
  if (program !== undefined) return await startEventStoreDbProgram(program);
  const given = process.env['EVENTSTOREDB_URL'];
  if (given !== undefined)
    return { name: 'the server of EVENTSTOREDB_URL', url: given, stop: () => Promise.resolve() };
  return null;
}

/** Returns the configured server, a container if a Docker engine answers, or null. */
export async function findRealEventStoreDb(): Promise<RealEventStoreDb | null> {
  const configured = await findConfiguredEventStoreDb();
  if (configured !== null) return configured;
  // Imported on demand, because it is slow to load and useless without Docker.
  const { GenericContainer, getContainerRuntimeClient, Wait } = await import('testcontainers');
  try {
    await getContainerRuntimeClient();
  } catch {
    return null;
  }
  const container = await new GenericContainer(IMAGE)
    .withEnvironment({ EVENTSTORE_INSECURE: 'true', EVENTSTORE_MEM_DB: 'true' })
    .withExposedPorts(PORT)
    .withWaitStrategy(Wait.forHttp('/health/live', PORT).forStatusCode(204))
    .start();
  return {
    name: `a container of ${IMAGE}`,
    url: `esdb://${container.getHost()}:${container.getMappedPort(PORT)}?tls=false`,
    stop: async () => {
      await container.stop();
    },
  };
}
