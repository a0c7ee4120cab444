import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { textAt } from '../../support/documents/text-at.js';
import { createSignedInAccount } from '../../support/clients/accounts.js';
import type { SignedInAccount } from '../../support/clients/accounts.js';
import { refusal } from '../../support/clients/refusals.js';
import { waitFor } from '../../support/clients/wait-for.js';
import { startNameServer } from '../../support/dns/name-server.js';
import type { NameServer } from '../../support/dns/name-server.js';
import { startCredence } from '../../support/server/credence.js';
import type { Answer, Credence } from '../../support/server/credence.js';
import { useStores } from '../../support/stores/stores.js';
import type { TestStores } from '../../support/stores/stores.js';

interface Domain {
  readonly id: string;
  readonly domain: string;
  readonly verified: boolean;
  readonly dns: { readonly name: string; readonly value: string };
}

let stores: TestStores;
let names: NameServer;
let credence: Credence;
let owner: SignedInAccount;
let other: SignedInAccount;
/** The paths of the domains of two organisations. */
let first: string;
let second: string;

beforeAll(async () => {
  stores = await useStores();
  names = await startNameServer();
  const settings = { DNS_SERVERS: names.address, RATE_LIMITS: 'change.account=9999/1m' };
  credence = await startCredence({ ...stores.environment, ...settings });
  owner = await createSignedInAccount(credence);
  other = await createSignedInAccount(credence);
});

beforeEach(async () => {
  first = await found(owner);
  second = await found(other);
});

afterAll(async () => {
  await credence.stop();
  await names.stop();
  await stores.dispose();
});

/** Founds an organisation, and returns the path of its domains. */
async function found({ token }: SignedInAccount): Promise<string> {
  const founded = await credence.call('POST', '/auth/organizations', { token, body: { name: 'Engines' } });
  return `/v1/organizations/${textAt(founded.body, 'id')}/domains`;
}

async function add({ token }: SignedInAccount, path: string, domain: string): Promise<Domain> {
  const answer = await credence.call('POST', path, { token, body: { domain } });
  expect(answer.status).toBe(201);
  return answer.body as unknown as Domain;
}

/** Adds a domain, publishes its record and verifies it. */
async function verified(person: SignedInAccount, path: string, domain: string): Promise<Domain> {
  const added = await add(person, path, domain);
  names.publish(added.dns.name, added.dns.value);
  expect((await verify(person, path, added)).status).toBe(200);
  return added;
}

async function verify({ token }: SignedInAccount, path: string, { id }: Domain): Promise<Answer> {
  return await credence.call('POST', `${path}/${id}/verify`, { token });
}

async function list({ token }: SignedInAccount, path: string): Promise<readonly unknown[]> {
  return (await credence.call('GET', path, { token })).body.items;
}

describe('a domain of an organisation', () => {
  test('is verified once its record is in the DNS (ORG-14)', async () => {
    const domain = await add(owner, first, 'Engines.Example.COM.');
    expect(domain).toMatchObject({ domain: 'engines.example.com', verified: false });
    expect(domain.dns.name).toBe('_credence.engines.example.com');
    expect(refusal(await verify(owner, first, domain))).toEqual([409, 'domain_proof_missing']);
    names.publish(domain.dns.name, 'credence-domain=another');
    expect(refusal(await verify(owner, first, domain))).toEqual([409, 'domain_proof_missing']);
    names.publish(domain.dns.name, domain.dns.value);
    expect((await verify(owner, first, domain)).body).toMatchObject({ verified: true });
    expect(await list(owner, first)).toMatchObject([{ domain: 'engines.example.com', verified: true }]);
  });

  test('is added once, and its record does not change', async () => {
    const once = await add(owner, first, 'once.example.com');
    expect(await add(owner, first, 'ONCE.example.com')).toEqual(once);
    expect(await list(owner, first)).toHaveLength(1);
  });

  test('has one holder, until it is removed (ORG-14)', async () => {
    const domain = await verified(owner, first, 'looms.example.com');
    const rival = await add(other, second, 'looms.example.com');
    expect(rival.dns.value).not.toBe(domain.dns.value);
    names.publish(rival.dns.name, rival.dns.value);
    expect(refusal(await verify(other, second, rival))).toEqual([409, 'domain_taken']);
    expect((await credence.call('DELETE', `${first}/${domain.id}`, owner)).status).toBe(200);
    await waitFor('the domain is free', async () => (await verify(other, second, rival)).status === 200);
  });

  test('has one holder if two organisations verify it at once (ORG-14)', async () => {
    const mine = await add(owner, first, 'race.example.com');
    const theirs = await add(other, second, 'race.example.com');
    for (const { dns } of [mine, theirs]) names.publish(dns.name, dns.value);
    const answers = await Promise.all([verify(owner, first, mine), verify(other, second, theirs)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  test('is free again when the organisation is deleted (ORG-21)', async () => {
    await verified(owner, first, 'deleted.example.com');
    const rival = await add(other, second, 'deleted.example.com');
    names.publish(rival.dns.name, rival.dns.value);
    const organization = first.replace('/domains', '');
    expect((await credence.call('DELETE', organization, owner)).status).toBe(200);
    await waitFor('the domain is free', async () => (await verify(other, second, rival)).status === 200);
  });

  test.each([
    'com',
    'co.uk',
    'github.io',
    'gmail.com',
    'mail.gmail.com',
    'web.de',
    'localhost',
    '203.0.113.7',
    '[2001:db8::1]',
    'no domain',
    'example',
    'a..example.com',
  ])('%s is refused, because nobody owns its addresses alone (ORG-14)', async (domain) => {
    const answer = await credence.call('POST', first, { token: owner.token, body: { domain } });
    expect(refusal(answer)).toEqual([422, 'domain_refused']);
    expect(await list(owner, first)).toEqual([]);
  });

  test('a name without room for the record is refused', async () => {
    const domain = `${'a.'.repeat(118)}example.com`;
    const answer = await credence.call('POST', first, { token: owner.token, body: { domain } });
    expect(refusal(answer)).toEqual([422, 'domain_refused']);
  });

  test('an international name is stored in ASCII', async () => {
    expect(await add(owner, first, 'bücher.example.com')).toMatchObject({
      domain: 'xn--bcher-kva.example.com',
    });
  });

  test('is none of the business of other organisations (ORG-2)', async () => {
    const domain = await add(owner, first, 'own.example.com');
    for (const [method, path] of [
      ['GET', first],
      ['POST', `${first}/${domain.id}/verify`],
      ['DELETE', `${first}/${domain.id}`],
    ] as const)
      expect(refusal(await credence.call(method, path, { token: other.token }))).toEqual([
        404,
        'unknown_organization',
      ]);
    const misplaced = await credence.call('POST', `${second}/${domain.id}/verify`, { token: other.token });
    expect(refusal(misplaced)).toEqual([404, 'unknown_domain']);
    expect(await list(owner, first)).toHaveLength(1);
  });
});
