import { spawnSync } from 'node:child_process';

/** Tests run on the output of the compiler, so they test the code of the release. */
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

const ELSEWHERE =
  '/dist/test/(api/.*|audit/(export|search)|examples/feed-consumer|faults/kill-webhooks)\\.test\\.js$';

/** The behaviour of the API, of the feed and of the audit must not depend on the stores of the log and of the jobs. */
const endToEndElsewhere = {
  ...compiled,
  displayName: 'EventStoreDB and Redis',
  testRegex: ELSEWHERE,
  // These are about HTTP, cookies, hashing, other people's providers or reads of PostgreSQL: no log or queue decides them.
  testPathIgnorePatterns: [
    '/api/http/(?!rate-limits)[^/]+\\.test\\.js$',
    '/api/sessions/(insecure-)?cookies\\.test\\.js$',
    '/api/federation/(authorization-requests|hostile-answers|id-token|other-providers|problem-pages|provider-outages)\\.test\\.js$',
    '/api/graphql/',
    '/api/passwords/(breached-passwords|password-hash)\\.test\\.js$',
    '/api/roles/access-matrix\\.test\\.js$',
    '/api/signing-keys/(algorithms|signing-keys)\\.test\\.js$',
  ],
  setupFiles: ['<rootDir>/dist/test/support/stores/eventstoredb/topology.js'],
};

const hasRedis = spawnSync('redis-server', ['--version']).status === 0;
const leftOut = {
  title: 'the end-to-end tests on EventStoreDB and Redis',
  reason: 'there is no redis-server on the PATH (Debian: apt-get install redis-server)',
  files: ELSEWHERE,
  except: endToEndElsewhere.testPathIgnorePatterns.join('|'),
};
if (!hasRedis && process.env.CI !== undefined)
  throw new Error(`CI has to run ${leftOut.title}: ${leftOut.reason}.`);

export default {
  // Ends only a test that hangs: a busy machine is several times slower than a quiet one.
  testTimeout: 300_000,
  // Most tests wait for programs that they have started: on two cores, one file at a time would leave one idle.
  maxWorkers: '100%',
  reporters: [
    'default',
    ['<rootDir>/dist/test/support/requirements/skipped-tests-reporter.js', hasRedis ? {} : { leftOut }],
  ],
  projects: hasRedis ? [all, endToEndElsewhere] : [all],
};
