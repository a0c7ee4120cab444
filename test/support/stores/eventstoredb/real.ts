/** A real EventStoreDB for tests, and its stop function. */
export interface RealEventStoreDb {
  readonly name: string;
  readonly url: string;
  stop(): Promise<void>;
}

const IMAGE = 'eventstore/eventstore:24.10';
const PORT = 2113;

/** Returns the server of EVENTSTOREDB_URL (never stopped), a container if a Docker engine answers, or null. */
export async function findRealEventStoreDb(): Promise<RealEventStoreDb | null> {
  const given = process.env['EVENTSTOREDB_URL'];
  if (given !== undefined)
    return { name: 'the server of EVENTSTOREDB_URL', url: given, stop: () => Promise.resolve() };
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
