import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { createSignedInAccount, PASSWORD } from '../clients/accounts.js';
import type { SignedInAccount } from '../clients/accounts.js';
import { addPasskey, authenticatorFor } from '../clients/passkeys.js';
import { SERVICE_TOKEN } from '../server/credence.js';
import type { Answer, Credence } from '../server/credence.js';

/** A person whose strings are in every input that the API takes from a person. */
export interface PlantedPerson extends SignedInAccount {
  /** A part of every planted text. */
  readonly mark: string;
  /** The planted texts that a search looks for: the mark, an IP address and a phone number. */
  readonly planted: readonly string[];
}

const PLANTED_IP = '203.0.113.77';

/** The settings of a program that takes everything that is planted. */
export const PLANTING = {
  TRUSTED_PROXIES: '127.0.0.1',
  WEBHOOK_ALLOW_PRIVATE: 'true',
  MFA_SMS_ALONE: 'true',
  ERASURE_DELAY: '0s',
};

/** Creates an account, and sends marked strings in every place that accepts text of a person or about one. */
export async function plantPerson(credence: Credence): Promise<PlantedPerson> {
  const mark = `planted${randomBytes(6).toString('hex')}`;
  const account = await createSignedInAccount(credence, { email: `${mark}.ada@example.com` });
  const phone = `+4915112${String(randomInt(100_000, 999_999))}`;
  const send = sender(credence, mark);
  await watchByBrokenWebhook(send);
  const credentialId = Buffer.from(`${mark} credential`);
  await addPasskey(credence, account.token, authenticatorFor(credence), {
    name: `${mark} key`,
    credentialId,
  });
  await plantInAccount(send, account, { mark, phone });
  await plantInReasons(send, account, mark);
  await plantInRefusals(send, account, mark);
  // The mails are in the inbox.
  if ((await credence.mails(newAddress(mark))).length !== 1) throw new Error('A mail is missing.');
  return { ...account, mark, planted: [mark, PLANTED_IP, phone] };
}

type Send = (
  expected: number,
  request: string,
  body?: unknown,
  token?: string,
  headers?: Record<string, string>,
) => Promise<Answer>;

/** Returns a function that sends marked headers with every request, and checks the status of the answer. */
function sender(credence: Credence, mark: string): Send {
  return async (expected, request, body, token, headers = {}) => {
    const [method = '', path = ''] = request.split(' ');
    const answer = await credence.call(method, path, {
      ...(body !== undefined && { body }),
      ...(token !== undefined && { token }),
      headers: {
        'user-agent': `${mark} agent/${randomUUID()}`,
        'x-forwarded-for': PLANTED_IP,
        referer: `https://${mark}.example.com/`,
        ...(path !== '/auth/login' && method !== 'GET' && { 'idempotency-key': `${mark}-${randomUUID()}` }),
        ...headers,
      },
    });
    if (answer.status !== expected)
      throw new Error(`${request} answered ${String(answer.status)}: ${JSON.stringify(answer.body)}`);
    return answer;
  };
}

/** Creates a webhook without a receiver, so that the service keeps its deliveries. */
async function watchByBrokenWebhook(send: Send): Promise<void> {
  const description = 'A receiver that is away';
  await send(201, 'POST /v1/webhooks', { url: 'http://127.0.0.1:9/', description }, SERVICE_TOKEN);
}

async function plantInAccount(
  send: Send,
  { email, userId }: SignedInAccount,
  { mark, phone }: { mark: string; phone: string },
): Promise<void> {
  const signedIn = await send(200, 'POST /auth/login', { email, password: PASSWORD });
  const own = signedIn.body.access_token;
  await send(200, 'PATCH /auth/me', { username: `${mark} name` }, own);
  await send(202, 'POST /auth/factors/phone', { phone, name: `${mark} phone` }, own);
  await send(202, 'POST /auth/export', {}, own);
  await send(202, 'POST /auth/change-email', { new_email: newAddress(mark), password: PASSWORD }, own);
  await send(202, 'POST /auth/reset-password-request', { email });
  await send(202, 'POST /auth/sign-in-link', { email });
  await send(200, `POST /v1/users/${userId}/unlock`, {}, SERVICE_TOKEN);
  await send(202, `POST /v1/users/${userId}/export`, {}, SERVICE_TOKEN);
}

/** Sends strings in what others write about the person. */
async function plantInReasons(send: Send, { email, userId }: SignedInAccount, mark: string): Promise<void> {
  const key = 'sweeper';
  await send(201, 'POST /v1/roles', { key, name: 'Sweeper', permissions: [] }, SERVICE_TOKEN);
  for (const method of ['PUT', 'DELETE'])
    await send(
      200,
      `${method} /v1/users/${userId}/roles/${key}`,
      { reason: `${mark} reason` },
      SERVICE_TOKEN,
    );
  const query = `query { users(email: ${JSON.stringify(email)}) { items { id } } unknown(text: "${mark}") }`;
  await send(400, 'POST /graphql', { query, variables: { [mark]: mark } }, SERVICE_TOKEN);
  const decision = {
    subject: { type: 'user', id: mark },
    action: { name: 'users:read' },
    resource: { type: mark, id: email },
  };
  await send(200, 'POST /access/v1/evaluation', decision, SERVICE_TOKEN, {
    'x-request-id': mark,
  });
}

/** Sends strings in requests that are refused, and in places that expect none. */
async function plantInRefusals(send: Send, { email }: SignedInAccount, mark: string): Promise<void> {
  await send(401, 'POST /auth/login', { email, password: `${mark} wrong` });
  await send(401, 'POST /auth/login', { email: `${mark}.unknown@example.com`, password: PASSWORD });
  await send(409, 'POST /auth/signup', { email, username: `${mark} again`, password: PASSWORD });
  await send(400, 'POST /auth/login', `{"email":"${email}","password":"${mark}`);
  await send(422, 'POST /auth/signup', { email, password: PASSWORD, [mark]: mark });
  await send(404, `GET /nowhere/${mark}?email=${encodeURIComponent(email)}`);
  await send(401, 'GET /auth/me', undefined, undefined, { authorization: `Basic ${btoa(mark)}` });
  await send(200, `GET /v1/users?email=${encodeURIComponent(email)}`, undefined, SERVICE_TOKEN);
}

const newAddress = (mark: string) => `${mark}.new@example.org`;
