import { bundleProgram } from '../server/bundled-program.js';
import { startTestServer, type TestServer } from './test-server.js';

let server: TestServer | undefined;

/**
 * Starts one PostgreSQL for all test files before the first one runs, and sets TEST_DATABASE_URL. The continuous integration
 * also bundles the program (TEST_PROGRAM): its hundreds of starts would take minutes.
 */
export default async function startSharedServer(): Promise<void> {
  server = await startTestServer();
  process.env['TEST_DATABASE_URL'] = server.url;
  if (process.env['CI'] !== undefined) process.env['TEST_PROGRAM'] = await bundleProgram();
  console.log(`\nTests run on ${server.source}.`);
}

/** Stops the server that the setup started. */
export async function stopSharedServer(): Promise<void> {
  await server?.stop();
}
