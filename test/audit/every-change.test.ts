import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { waitFor } from '../support/clients/wait-for.js';
import { startCredenceWithProviders } from '../support/federation/credence-with-providers.js';
import type { CredenceWithProviders } from '../support/federation/credence-with-providers.js';
import { listOperations } from '../support/openapi/documented-operations.js';
import type { DocumentedOperation } from '../support/openapi/documented-operations.js';
import { SERVICE_TOKEN } from '../support/server/credence.js';
import { ACCOUNT_RECIPES } from './changes/account-recipes.js';
import { CONNECTION_RECIPES } from './changes/connection-recipes.js';
import { FACTOR_RECIPES } from './changes/factor-recipes.js';
import { ORGANIZATION_RECIPES } from './changes/organization-recipes.js';
import type { Recipe, Recipes, Send } from './changes/recipe.js';
import { BOOTSTRAP_SECRET, SERVICE_RECIPES } from './changes/service-recipes.js';

const LONG_MS = 300_000;
const AT_ONCE = 6;
const AGENT = 'the audited client';

const RECIPES: Recipes = {
  ...ACCOUNT_RECIPES,
  ...FACTOR_RECIPES,
  ...SERVICE_RECIPES,
  ...ORGANIZATION_RECIPES,
  ...CONNECTION_RECIPES,
};

const STARTS = 'It starts a ceremony, and the history has its end.';
const EPHEMERAL = 'Only streams that retain their newest events record it.';
const NEEDS_PROVIDER = 'It needs an identity provider; the tests of SAML read its event.';
const SHARED = 'It runs the same command as another route, which this test calls.';
/** The operations beside GET whose effect is not in the history, each with the reason. */
const UNRECORDED: Readonly<Record<string, string>> = {
  refresh: EPHEMERAL,
  requestPasswordReset: EPHEMERAL,
  resendVerification: EPHEMERAL,
  requestSignInLink: EPHEMERAL,
  startPhoneEnrolment: EPHEMERAL,
  sendSecondStepCode: EPHEMERAL,
  sendStepUpCode: EPHEMERAL,
  acknowledgeEvents: EPHEMERAL,
  startPasskeySignIn: STARTS,
  startAddingPasskey: STARTS,
  startSecondStepByKey: STARTS,
  startStepUpByKey: STARTS,
  startTotpEnrolment: STARTS,
  linkProvider: STARTS,
  exchangeCode: 'It hands over the session of finishOAuth.',
  finishOAuthByForm: SHARED,
  signInByIdToken: SHARED,
  endDeviceTrust: SHARED,
  deleteOrganization: 'It destroys the key of the source of its event; the tests of organisations call it.',
  retryJob: 'It needs a mail server that refuses a mail; the test of rejected mails reads its event.',
  retryWebhookDelivery: 'It needs a receiver that has failed; the tests of the deliveries read its event.',
  verifyDomain: 'It needs a record in the DNS; the tests of domains verify some.',
  changeDomain:
    'It needs a verified domain and an enabled connection; the tests of enforced connections have both.',
  enableConnection: NEEDS_PROVIDER,
  disableConnection: NEEDS_PROVIDER,
  testConnection: STARTS,
  proposeConnection: 'It changes nothing.',
  finishSso: NEEDS_PROVIDER,
  endSsoByForm: NEEDS_PROVIDER,
  discoverWaysIn: 'It changes nothing.',
  evaluate: 'It changes nothing.',
  evaluateMany: 'It changes nothing.',
  graphql: 'It calls routes that only read; a search of the audit is recorded as over REST.',
  searchActions: 'It changes nothing.',
  searchSubjects: 'It changes nothing.',
  introspectToken: 'It changes nothing.',
  explainToken: 'It changes nothing.',
  issueOrganizationToken: 'It changes nothing.',
};

interface Call {
  readonly requestId: string;
  readonly status: number;
  /** The method and the path of each request of the recipe. */
  readonly sent: readonly string[];
}

let setup: CredenceWithProviders;
let operations: DocumentedOperation[];
const calls = new Map<string, Call>();

beforeAll(async () => {
  setup = await startCredenceWithProviders({ MFA_SELF_RESET: 'on', ERASURE_DELAY: '1d', BOOTSTRAP_SECRET });
  operations = await listOperations(setup.credence.url);
  // A withdrawn key would end the sessions of the others.
  const { withdrawSigningKey, ...others } = RECIPES;
  const waiting = Object.entries(others);
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) await run(...next);
    }),
  );
  if (withdrawSigningKey !== undefined) await run('withdrawSigningKey', withdrawSigningKey);
}, LONG_MS);

afterAll(async () => {
  await setup.stop();
});

async function run(operation: string, recipe: Recipe): Promise<void> {
  const requestId = randomUUID();
  const sent: string[] = [];
  const send: Send = async (method, path, call = {}) => {
    sent.push(`${method} ${path.replace(/\?.*/, '')}`);
    const headers = { ...call.headers, 'x-request-id': requestId, 'user-agent': AGENT };
    return await setup.credence.call(method, path, { ...call, headers });
  };
  const { status } = await recipe(send, setup);
  calls.set(operation, { requestId, status, sent });
}

test('every operation that may change state is called here, or its absence has a reason (AUD-1)', () => {
  const changes = operations.filter(({ method }) => method !== 'GET');
  const covered = [...Object.keys(RECIPES), ...Object.keys(UNRECORDED)];
  expect(changes.map(({ operation }) => operation.operationId).sort()).toEqual(
    covered.filter((name) => name !== 'finishOAuth').sort(),
  );
});

test.each(Object.keys(RECIPES))(
  'the audit has %s with its actor, its source and its correlation id (AUD-1)',
  async (operation) => {
    const { requestId, status, sent } = calls.get(operation) ?? { requestId: '', status: 0, sent: [] };
    const { method = '', template = '' } =
      operations.find((one) => one.operation.operationId === operation) ?? {};
    const form = new RegExp(`^${method} ${template.replace(/\{\w+\}/g, '[^/]+')}$`);
    expect([sent, [200, 201, 202].includes(status)]).toEqual([[expect.stringMatching(form)], true]);
    const own = await waitFor('the audit has the request', async () => {
      const path = `/v1/audit?correlation_id=${requestId}`;
      const { body } = await setup.credence.call('GET', path, { token: SERVICE_TOKEN });
      const items = body.items.filter(({ source }) => source !== null);
      return items.length > 0 && items;
    });
    for (const { actor, correlation_id, source } of own) {
      expect(actor).toMatch(/^(user:.+|service|anonymous|system)$/);
      expect([correlation_id, source]).toEqual([requestId, { ip: '127.0.0.1', user_agent: AGENT }]);
    }
  },
);
