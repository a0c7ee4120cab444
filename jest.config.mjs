import { spawnSync } from 'node:child_process';

/** Tests run on the compiled output, so that they see exactly the shipped program. */
const compiled = {
  testEnvironment: 'node',
  transform: {},
  globalSetup: '<rootDir>/dist/test/support/stores/global-setup.js',
  globalTeardown: '<rootDir>/dist/test/support/stores/global-teardown.js',
};

const all = {
  ...compiled,
  displayName: 'PostgreSQL',
  testMatch: ['<rootDir>/dist/test/**/*.test.js'],
};

/** Observable behaviour must not depend on the stores of the log and the jobs. */
const endToEndElsewhere = {
  ...compiled,
  displayName: 'EventStoreDB and Redis',
  testMatch: ['<rootDir>/dist/test/api/**/*.test.js'],
  // These are about the HTTP layer alone, or go on for a minute about what no log decides.
  testPathIgnorePatterns: ['/(conventions|hostile-input|idempotency|pages|server|signing-keys)\\.test\\.js$'],
  setupFiles: ['<rootDir>/dist/test/support/stores/eventstoredb/topology.js'],
};

const hasRedis = spawnSync('redis-server', ['--version']).status === 0;
if (!hasRedis) {
  const what = 'the end-to-end tests on EventStoreDB and Redis: there is no redis-server on the PATH';
  if (process.env.CI !== undefined) throw new Error(`CI has to run ${what}.`);
  console.warn(`SKIPPED: ${what}.`);
}

export default {
  testTimeout: 30_000,
  // Most tests wait for programs that they have started: on two cores, one file at a time would leave one idle.
  maxWorkers: '100%',
  projects: hasRedis ? [all, endToEndElsewhere] : [all],
};
