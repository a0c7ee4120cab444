import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { domainProofs } from '../../../src/security/domains/domain-proof.js';
import { txtRecords } from '../../../src/security/domains/txt-records.js';
import { checkDomains } from '../../../src/workers/domains/check-domains.js';
import type { CheckOutcome } from '../../../src/workers/domains/domain-metrics.js';
import { textAt } from '../../support/documents/text-at.js';
import { createSignedInAccount } from '../../support/clients/accounts.js';
import type { SignedInAccount } from '../../support/clients/accounts.js';
import { waitFor } from '../../support/clients/wait-for.js';
import { startNameServer } from '../../support/dns/name-server.js';
import type { NameServer } from '../../support/dns/name-server.js';
import { openUserLog } from '../../support/domain/user-log.js';
import type { UserLog } from '../../support/domain/user-log.js';
import { SECRET_KEY, startCredence } from '../../support/server/credence.js';
import type { Credence } from '../../support/server/credence.js';
import { silentLogger } from '../../support/server/silent-logger.js';
import { useStores } from '../../support/stores/stores.js';
import type { TestStores } from '../../support/stores/stores.js';

interface Domain {
  readonly id: string;
  readonly verified: boolean;
  readonly missing_since: string | null;
  readonly dns: { readonly name: string; readonly value: string };
}

const DAY_MS = 86_400_000;

let stores: TestStores;
let names: NameServer;
let credence: Credence;
let log: UserLog;
let owner: SignedInAccount;
/** The path of a new organisation. */
let organization: string;

beforeAll(async () => {
  stores = await useStores();
  names = await startNameServer();
  const settings = { DNS_SERVERS: names.address, RATE_LIMITS: 'change.account=9999/1m' };
  credence = await startCredence({ ...stores.environment, ...settings });
  log = await openUserLog(stores.databaseUrl, { migrate: false, openLog: stores.openLog });
});

beforeEach(async () => {
  owner = await createSignedInAccount(credence);
  organization = await found();
});

afterEach(async () => {
  // Its domains are not due in the next test.
  await credence.call('DELETE', organization, { token: owner.token });
});

afterAll(async () => {
  await log.close();
  await credence.stop();
  await names.stop();
  await stores.dispose();
});

async function found(): Promise<string> {
  const { token } = owner;
  const founded = await credence.call('POST', '/auth/organizations', { token, body: { name: 'Engines' } });
  return `/v1/organizations/${textAt(founded.body, 'id')}`;
}

/** Adds a domain to an organisation and publishes its record. */
async function publish(domain: string, at = organization): Promise<Domain> {
  const { token } = owner;
  const added = await credence.call('POST', `${at}/domains`, { token, body: { domain } });
  const known = added.body as unknown as Domain;
  names.publish(known.dns.name, known.dns.value);
  return known;
}

async function verify({ id }: Domain, at = organization): Promise<number> {
  return (await credence.call('POST', `${at}/domains/${id}/verify`, { token: owner.token })).status;
}

async function verified(domain: string): Promise<Domain> {
  const added = await publish(domain);
  expect(await verify(added)).toBe(200);
  return added;
}

/** Checks all domains as a worker does, some days from now. */
async function checkAfter(days: number): Promise<CheckOutcome[]> {
  const outcomes: CheckOutcome[] = [];
  const parts = {
    pool: log.pool,
    log,
    now: () => new Date(Date.now() + days * DAY_MS),
    domainProof: domainProofs(SECRET_KEY),
    lookUpTxt: txtRecords([names.address]),
    count: (outcome: CheckOutcome) => outcomes.push(outcome),
    logger: silentLogger,
  };
  await checkDomains(parts, new AbortController().signal);
  return outcomes;
}

async function listed(): Promise<readonly unknown[]> {
  return (await credence.call('GET', `${organization}/domains`, { token: owner.token })).body.items;
}

async function waitForMail(subject: string): Promise<void> {
  await waitFor(`a mail "${subject}"`, async () =>
    (await credence.mails(owner.email)).some((mail) => mail.subject === subject),
  );
}

describe('the daily check of verified domains (ORG-14)', () => {
  test('a domain lapses after a week without its record, and its owners get mails', async () => {
    const { dns } = await verified('lapsing.example.com');
    expect(await checkAfter(0.9)).toEqual([]);
    expect(await checkAfter(1.1)).toEqual(['found']);
    names.withdraw(dns.name);
    expect(await checkAfter(2.2)).toEqual(['missing']);
    expect(await listed()).toMatchObject([{ verified: true, missing_since: expect.any(String) }]);
    await waitForMail('The DNS record of a domain is missing');
    expect(await checkAfter(2.3)).toEqual([]);
    expect(await checkAfter(9.1)).toEqual(['missing']);
    expect(await checkAfter(10.2)).toEqual(['lapsed']);
    expect(await listed()).toMatchObject([{ verified: false, verified_at: null, missing_since: null }]);
    await waitForMail('A domain is no longer verified');

    const elsewhere = await found();
    const rival = await publish('lapsing.example.com', elsewhere);
    await waitFor('the domain is free', async () => (await verify(rival, elsewhere)) === 200);
    await credence.call('DELETE', elsewhere, { token: owner.token });
  });

  test('a name server that does not answer neither makes a domain lapse nor clears its absence', async () => {
    const { dns } = await verified('silent.example.com');
    names.withdraw(dns.name);
    expect(await checkAfter(1.1)).toEqual(['missing']);
    names.fail(dns.name, true);
    expect(await checkAfter(9)).toEqual(['unanswered']);
    expect(await listed()).toMatchObject([{ verified: true, missing_since: expect.any(String) }]);
    names.fail(dns.name, false);
    expect(await checkAfter(10.1)).toEqual(['lapsed']);
  });

  test('a record that is back begins a new week', async () => {
    const domain = await verified('back.example.com');
    const { name, value } = domain.dns;
    names.withdraw(name);
    expect(await checkAfter(1.1)).toEqual(['missing']);
    names.publish(name, value);
    expect(await checkAfter(2.2)).toEqual(['found']);
    expect(await listed()).toMatchObject([{ verified: true, missing_since: null }]);
    names.withdraw(name);
    expect(await checkAfter(9)).toEqual(['missing']);
    names.publish(name, value);
    expect(await verify(domain)).toBe(200);
    expect(await listed()).toMatchObject([{ verified: true, missing_since: null }]);
  });

  test('one of several workers checks a domain', async () => {
    for (const label of ['one', 'two', 'three']) await verified(`${label}.example.com`);
    const outcomes = await Promise.all([checkAfter(1.1), checkAfter(1.1), checkAfter(1.1)]);
    expect(outcomes.flat()).toEqual(['found', 'found', 'found']);
    expect(await checkAfter(1.2)).toEqual([]);
  });
});
