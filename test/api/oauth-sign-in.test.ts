import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newAddress, PASSWORD, signIn, signUp, verifiedAccount } from '../support/accounts.js';
import { freePort, SERVICE_TOKEN, startCredence } from '../support/credence.js';
import type { Credence, Json } from '../support/credence.js';
import { startIdentityProvider } from '../support/identity-provider.js';
import type { IdentityProvider, Person } from '../support/identity-provider.js';
import { useStores } from '../support/stores.js';
import type { TestStores } from '../support/stores.js';
import { aVisitor } from '../support/visitor.js';
import type { Page, Visitor } from '../support/visitor.js';

let stores: TestStores;
let credence: Credence;
let google: IdentityProvider;

beforeAll(async () => {
  stores = await useStores();
  const port = await freePort();
  const redirectUri = `http://127.0.0.1:${String(port)}/oauth/google/callback`;
  google = await startIdentityProvider([{ id: 'ours', secret: 'a secret of ours', redirectUri }], {
    inIdToken: true,
  });
  credence = await startCredence(
    {
      ...stores.environment,
      GOOGLE_CLIENT_ID: 'ours',
      GOOGLE_CLIENT_SECRET: 'a secret of ours',
      GOOGLE_ISSUER: google.issuer,
    },
    { port },
  );
});

afterAll(async () => {
  await credence.stop();
  await google.stop();
  await stores.dispose();
});

function json(page: Page): Json {
  return JSON.parse(page.text) as Json;
}

function aPerson(claims: Partial<Person> = {}): Person {
  return { sub: randomUUID(), email: newAddress(), email_verified: true, name: 'Ada Lovelace', ...claims };
}

async function enter(person: Person, visitor: Visitor = aVisitor()): Promise<Page> {
  google.knows(person);
  const page = await visitor.visit(`${credence.url}/oauth/google`);
  return page.url.origin === credence.url ? page : await google.agree(visitor, page);
}

test('somebody signs up and in by a provider', async () => {
  const person = aPerson();
  const first = await enter(person);
  expect([first.status, json(first)]).toEqual([
    200,
    expect.objectContaining({
      email: person.email,
      username: 'Ada Lovelace',
      is_verified: true,
      token_type: 'bearer',
    }),
  ]);
  const again = await enter(person);
  expect(json(again).user_id).toBe(json(first).user_id);
});
