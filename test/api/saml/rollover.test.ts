import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { refusal } from '../../support/clients/refusals.js';
import { connect, IDP_KEYS, signInBySaml } from '../../support/saml/connected-organization.js';
import type { ConnectedOrganization } from '../../support/saml/connected-organization.js';
import { certificatesIn, sentLogout } from '../../support/saml/logout.js';
import { certificateUntil } from '../../support/saml/parties.js';
import { SERVICE_TOKEN, startCredence } from '../../support/server/credence.js';
import type { Credence } from '../../support/server/credence.js';
import { useStores } from '../../support/stores/stores.js';
import type { TestStores } from '../../support/stores/stores.js';

let stores: TestStores;
let credence: Credence;
let acme: ConnectedOrganization;

beforeAll(async () => {
  stores = await useStores();
  const limits = 'oauth.source=9999/1m,change.account=9999/1m';
  credence = await startCredence({ ...stores.environment, RATE_LIMITS: limits });
  acme = await connect(credence, stores);
});

afterAll(async () => {
  await credence.stop();
  await stores.dispose();
});

const change = (method: string, rest: string, body: object = {}) =>
  credence.call(method, acme.path + rest, { token: acme.owner.token, body });

async function publishedCertificates(): Promise<string[]> {
  const metadata = await fetch(`${credence.url}/saml/${acme.connectionId}/metadata`);
  return certificatesIn(await metadata.text());
}

/** Returns the positions of the published certificates that verify a new request. */
async function signers(certificates: readonly string[]): Promise<number[]> {
  const answer = await fetch(`${credence.url}/sso/${acme.connectionId}`, { redirect: 'manual' });
  const { isSignedBy } = sentLogout(answer.headers.get('location') ?? '');
  return certificates.flatMap((certificate, at) => (isSignedBy(certificate) ? [at] : []));
}

test('the own key rolls over: both certificates are published before the next one signs (SAML-27)', async () => {
  const [first = ''] = await publishedCertificates();
  expect(refusal(await change('POST', '/keys/switch'))).toEqual([409, 'connection_incomplete']);
  const added = await change('POST', '/keys');
  expect(added.body).toMatchObject({
    service_provider: { keys: [{ status: 'signing' }, { status: 'next', expired: false }] },
  });
  const both = await publishedCertificates();
  expect([both.length, both[0], await signers(both)]).toEqual([2, first, [0]]);
  expect((await change('POST', '/keys')).body).toEqual(added.body);

  const switched = await change('POST', '/keys/switch');
  expect(switched.body).toMatchObject({ service_provider: { keys: [{ status: 'signing' }] } });
  expect(await publishedCertificates()).toEqual([both[1]]);
  expect(await signers(both)).toEqual([1]);
});

test('the certificate of the provider rolls over, and an ended one signs people in with a warning (SAML-27)', async () => {
  const signIn = async () =>
    (await signInBySaml(credence, acme.connectionId, { email: 'ada@acme.example', nameId: 'ada' })).status;
  const ended = certificateUntil(IDP_KEYS, new Date('2024-01-01'));
  const added = await change('POST', '/certificates', { pem: ended });
  expect(added.body).toMatchObject({ certificates: [{ expired: false }, { expired: true }] });
  const [active] = (added.body as { certificates?: { fingerprint: string }[] }).certificates ?? [];
  expect([await signIn(), await countExpired()]).toEqual([200, 0]);
  await change('DELETE', `/certificates/${active?.fingerprint ?? ''}`);
  expect([await signIn(), await countExpired()]).toEqual([200, 1]);
});

async function countExpired(): Promise<number> {
  const headers = { authorization: `Bearer ${SERVICE_TOKEN}` };
  const metrics = await (await fetch(`${credence.url}/metrics`, { headers })).text();
  return Number(/^credence_saml_expired_certificates_total (\d+)$/m.exec(metrics)?.[1]);
}
