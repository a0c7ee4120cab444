import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { Problem } from '../../../src/api/http/problems/problem.js';
import type { ProblemCode } from '../../../src/api/http/problems/problem-table.js';
import { problemPage } from '../../../src/api/pages/problem-page.js';
import { createVisitor } from '../../support/clients/visitor.js';
import type { Visitor } from '../../support/clients/visitor.js';
import { startCredenceWithProviders } from '../../support/federation/credence-with-providers.js';
import type { CredenceWithProviders } from '../../support/federation/credence-with-providers.js';
import { newPerson } from '../../support/federation/people.js';

/** The `Accept` header with which Firefox and Chromium open a page. */
const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
const MARKUP = '<script>alert(1)</script>';

let setup: CredenceWithProviders;

beforeAll(async () => {
  setup = await startCredenceWithProviders();
});

afterAll(() => setup.stop());

/** A request that fails: its URL, and the browser that opens it. */
interface Failing {
  readonly url: URL;
  readonly visitor: Visitor;
}

async function changed(change: (parameters: URLSearchParams) => void): Promise<Failing> {
  const visitor = createVisitor();
  const url = await setup.authorize('google', newPerson(), visitor);
  change(url.searchParams);
  return { url, visitor };
}

async function expired(): Promise<Failing> {
  const failing = await changed(() => undefined);
  const client = new pg.Client({ connectionString: setup.stores.databaseUrl });
  await client.connect();
  await client.query(
    `update credence_requests.one_time_secrets set expires_at = now() - interval '1 second'`,
  );
  await client.end();
  return failing;
}

async function used(): Promise<Failing> {
  const failing = await changed(() => undefined);
  expect((await setup.finishCallback(failing.url, failing.visitor)).status).toBe(200);
  return failing;
}

const at = (path: string) => ({ url: new URL(`${setup.credence.url}${path}`), visitor: createVisitor() });

const FAILURES: readonly [string, status: number, code: string, () => Failing | Promise<Failing>][] = [
  ['a callback that was followed before', 400, 'invalid_state', used],
  [
    'a callback without the cookie of the browser',
    400,
    'invalid_state',
    async () => ({ ...(await changed(() => undefined)), visitor: createVisitor() }),
  ],
  ['a late callback', 400, 'invalid_state', expired],
  [
    'a callback without a state',
    422,
    'invalid_input',
    () => changed((parameters) => parameters.delete('state')),
  ],
  [
    'a callback with an error of the provider',
    403,
    'provider_denied',
    () =>
      changed((parameters) => {
        parameters.delete('code');
        parameters.set('error', 'access_denied');
        parameters.set('error_description', MARKUP);
      }),
  ],
  ['a sign-in at an unknown provider', 404, 'unknown_provider', () => at('/oauth/nobody')],
  [
    'a sign-in with a foreign return_to',
    422,
    'invalid_input',
    () => at(`/oauth/google?return_to=${encodeURIComponent('https://evil.example/')}`),
  ],
];

describe.each(FAILURES)('%s', (_name, status, code, failing) => {
  const open = ({ url, visitor }: Failing, accept: string) =>
    fetch(url, { redirect: 'manual', headers: { accept, cookie: visitor.cookies(url.origin) } });

  test('it shows a person a page with a link to the front end (WEB-18, OAU-11)', async () => {
    const response = await open(await failing(), BROWSER);
    expect([response.status, response.headers.get('content-type')]).toEqual([
      status,
      'text/html; charset=utf-8',
    ]);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('vary')).toContain('Accept');
    const page = await response.text();
    expect(page).toContain(`<a href="${setup.frontEnd}">`);
    expect(page).toContain(response.headers.get('x-request-id'));
    expect(page).not.toContain(MARKUP);
    expect(page).not.toContain('evil.example');
  });

  test.each(['*/*', 'application/json', 'application/problem+json, text/html;q=0.5'])(
    'it answers a client that accepts %s with a problem document',
    async (accept) => {
      const response = await open(await failing(), accept);
      expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
      expect(await response.json()).toMatchObject({ status, code });
    },
  );
});

test('a request of a browser to any other route is answered with a problem document', async () => {
  const response = await fetch(`${setup.credence.url}/auth/me`, { headers: { accept: BROWSER } });
  expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
});

test('an error of the provider leads back to the front end if the sign-in began there (OAU-9)', async () => {
  const visitor = createVisitor();
  const query = `?return_to=${encodeURIComponent(`${setup.frontEnd}/signed-in`)}`;
  const url = await setup.authorize('google', newPerson(), visitor, query);
  url.searchParams.delete('code');
  url.searchParams.set('error', 'access_denied');
  const headers = { accept: BROWSER, cookie: visitor.cookies(url.origin) };
  const { status, headers: answered } = await fetch(url, { redirect: 'manual', headers });
  expect([status, answered.get('location')]).toEqual([
    302,
    `${setup.frontEnd}/signed-in?error=provider_denied`,
  ]);
});

describe('the page of a problem', () => {
  const publicUrl = 'https://id.example';
  const render = (frontEnd: string | null, provider?: string, code: ProblemCode = 'invalid_state') =>
    problemPage({ frontEnd, publicUrl })(new Problem(code), {
      requestId: '1',
      instance: '/oauth/google/callback',
      ...(provider !== undefined && { provider }),
    });

  test('it links to a new sign-in if there is no front end', () => {
    expect(render(null, 'google')).toContain('<a href="https://id.example/oauth/google">');
  });

  test('it has no link if nothing is known to lead on', () => {
    expect(render(null)).not.toContain('<a ');
    expect(render(null, 'nobody', 'unknown_provider')).not.toContain('<a ');
  });

  test('it hands the second step over to the sign-in page, escaped', () => {
    const problem = new Problem('mfa_required', { members: { mfa_token: '"><b>' } });
    const page = problemPage({ frontEnd: null, publicUrl })(problem, {
      requestId: '1',
      instance: '/oauth/google/callback',
    });
    expect(page).toContain('&quot;code&quot;:&quot;mfa_required&quot;');
    expect(page).not.toContain('"><b>');
  });

  test('it escapes the URL of the front end', () => {
    expect(render('https://app.example/?"><b>')).not.toContain('"><b>');
  });
});
