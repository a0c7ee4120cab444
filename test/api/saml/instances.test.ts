import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { refusal } from '../../support/clients/refusals.js';
import { connect, postForm, responseTo, start } from '../../support/saml/connected-organization.js';
import type { ConnectedOrganization, SentRequest } from '../../support/saml/connected-organization.js';
import { encoded } from '../../support/saml/identity-provider.js';
import { startCredence } from '../../support/server/credence.js';
import type { Credence } from '../../support/server/credence.js';
import { freePort } from '../../support/server/free-port.js';
import { useStores } from '../../support/stores/stores.js';
import type { TestStores } from '../../support/stores/stores.js';

const AT_ONCE = 20;
let stores: TestStores;
let environment: Record<string, string>;
let port: number;
let instances: [Credence, Credence];
let acme: ConnectedOrganization;

beforeAll(async () => {
  stores = await useStores();
  port = await freePort();
  environment = { ...stores.environment, RATE_LIMITS: 'oauth.source=9999/1m' };
  const first = await startCredence(environment, { port });
  instances = [first, await startCredence({ ...environment, PUBLIC_URL: first.url })];
  acme = await connect(first, stores);
});

afterAll(async () => {
  await Promise.all(instances.map((instance) => instance.stop()));
  await stores.dispose();
});

interface Received {
  readonly request: SentRequest;
  readonly form: Record<string, string>;
  readonly email: string;
}

/** Returns a request with the form of its response. */
async function receive(): Promise<Received> {
  const email = `${randomUUID()}@acme.example`;
  const request = await start(instances[0], acme.connectionId);
  const SAMLResponse = encoded(responseTo(request, { email }));
  return { request, form: { SAMLResponse, RelayState: request.relayState }, email };
}

/** Posts a form to an instance behind the public address of both. */
async function postTo(instance: Credence, { request, form }: Received) {
  return await postForm({ ...instance, url: instances[0].url }, request, form);
}

test('one response starts one session, 20 times at once on two instances (SAML-16)', async () => {
  const received = await receive();
  const answers = await Promise.all(
    Array.from({ length: AT_ONCE }, (_, at) => postTo(instances[at % 2 === 0 ? 0 : 1], received)),
  );
  const signedIn = answers.filter(({ status }) => status === 200);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(AT_ONCE - 1).fill(400)]);
  const [{ body } = { body: null }] = signedIn;
  const token = body?.access_token ?? '';
  const sessions = await instances[0].call('GET', '/auth/sessions', { token });
  expect(sessions.body.items).toHaveLength(1);
});

test('a restart neither forgets a used response nor a begun sign-in (SAML-16)', async () => {
  const [used, begun] = [await receive(), await receive()];
  expect((await postTo(instances[0], used)).status).toBe(200);
  await instances[0].stop();
  instances[0] = await startCredence(environment, { port });
  for (const instance of instances)
    expect(refusal(await postTo(instance, used))).toEqual([400, 'invalid_state']);
  const answer = await postTo(instances[0], begun);
  expect(answer).toMatchObject({ status: 200, body: { email: begun.email } });
});
