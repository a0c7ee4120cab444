import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createSignedInAccount, newEmail, waitForToken } from '../../support/clients/accounts.js';
import type { SignedInAccount } from '../../support/clients/accounts.js';
import { refusal } from '../../support/clients/refusals.js';
import { waitFor } from '../../support/clients/wait-for.js';
import { SERVICE_TOKEN, startCredence } from '../../support/server/credence.js';
import type { Answer, Credence, InboxItem } from '../../support/server/credence.js';
import { useStores } from '../../support/stores/stores.js';
import type { TestStores } from '../../support/stores/stores.js';

const SUBJECT = 'Invitation to an organisation';
const OWN_PAGE = { 'sec-fetch-site': 'same-origin', accept: 'text/html' };

let stores: TestStores;
let credence: Credence;
let owner: SignedInAccount;
let other: SignedInAccount;
/** The path of an organisation. */
let engines: string;

beforeAll(async () => {
  stores = await useStores();
  const RATE_LIMITS = 'change.account=9999/1m,mail.recipient=3/1h,invitation.organization=99/1h';
  credence = await startCredence({ ...stores.environment, RATE_LIMITS });
  owner = await createSignedInAccount(credence);
  other = await createSignedInAccount(credence);
  engines = await found('Engines');
});

afterAll(async () => {
  await credence.stop();
  await stores.dispose();
});

async function call(method: string, path: string, token: string, body?: unknown): Promise<Answer> {
  return await credence.call(method, path, { token, ...(body !== undefined && { body }) });
}

async function found(name: string): Promise<string> {
  const { body } = await call('POST', '/auth/organizations', owner.token, { name });
  return `/v1/organizations/${String(body['id'])}`;
}

const invite = async (email: string, more: object = {}, at = engines) =>
  call('POST', `${at}/invitations`, owner.token, { email, ...more });

/** Invites a new person with an account, and returns the token of the mailed link. */
async function inviteAccount(): Promise<SignedInAccount & { readonly link: string; readonly id: string }> {
  const account = await createSignedInAccount(credence);
  const { body } = await invite(account.email);
  const link = await waitForToken(credence, account.email, '/invitation');
  return { ...account, link, id: String(body['id']) };
}

const accept = async ({ token }: SignedInAccount, link: string) =>
  call('POST', '/auth/invitations/accept', token, { token: link });
const decline = async ({ token }: SignedInAccount, link: string) =>
  call('POST', '/auth/invitations/decline', token, { token: link });

async function membersOf(path: string): Promise<unknown[]> {
  const { body } = await call('GET', `${path}/members?limit=200`, SERVICE_TOKEN);
  return body.items.map((member: { user_id?: unknown }) => member.user_id);
}

async function invitationMails(email: string): Promise<InboxItem[]> {
  return (await credence.mails(email, 0)).filter(({ subject }) => subject === SUBJECT);
}

/** Waits until an address has a number of mails with an invitation. */
async function waitForMails(email: string, count: number): Promise<InboxItem[]> {
  return await waitFor(`${String(count)} invitations arrive`, async () => {
    const mails = await invitationMails(email);
    return mails.length >= count && mails;
  });
}

/** Opens the page of a link, or sends one of its forms, as a browser with some cookies does. */
async function browse(path: string, { cookie = '', form }: { cookie?: string; form?: string } = {}) {
  const response = await fetch(`${credence.url}${path}`, {
    headers: { ...OWN_PAGE, cookie },
    ...(form !== undefined && { method: 'POST', body: new URLSearchParams({ token: form }) }),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** Signs an account in, and returns the cookies of its browser. */
async function cookiesOf({ email, password }: SignedInAccount): Promise<string> {
  const body = { email, password, cookie: true };
  const { headers } = await credence.call('POST', '/auth/login', { body, headers: OWN_PAGE });
  return headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
}

describe('the mail', () => {
  test('it names who invites, the organisation, the roles in words, the link and its end', async () => {
    const email = newEmail();
    const role = { key: 'clerk', name: 'Clerk', permissions: ['members:invite'] };
    await call('POST', `${engines}/roles`, owner.token, role);
    await invite(email, { role_ids: ['clerk', 'admin'], expires_in: 3600 });
    const [mail] = await waitForMails(email, 1);
    const text = mail?.text.replace(/\s+/g, ' ') ?? '';
    expect(text).toContain('ada invites you to join Engines.');
    expect(text).toContain('Clerk, which has these permissions: Invite people to an organisation');
    expect(text).toContain('every permission except to delete the organisation');
    expect(text).toMatch(/expires on .+ at \d\d:\d\d UTC/);
    expect(mail?.links.map((link) => new URL(link).pathname)).toEqual(['/invitation']);
  });

  test('a name of an organisation that could mislead is not in the mail (ORG-23)', async () => {
    const path = await found('<b>evil.example</b>');
    const email = newEmail();
    await invite(email, {}, path);
    const [mail] = await waitForMails(email, 1);
    expect(mail?.text).toContain('to join an organisation.');
    expect(mail?.text).not.toContain('evil.example');
  });

  test('an address that is invited again gets one mail, whose link replaces the one before (ORG-11)', async () => {
    const account = await createSignedInAccount(credence);
    const first = await invite(account.email, { role_ids: ['admin'] });
    const older = await waitForToken(credence, account.email, '/invitation');
    const path = `${engines}/invitations/${String(first.body['id'])}/resend`;
    const resent = await call('POST', path, owner.token, {});
    expect(resent.status).toBe(200);
    expect(resent.body).toMatchObject({ id: first.body['id'], role_ids: [expect.any(String)] });
    const newer = await waitForToken(credence, account.email, '/invitation', 2);
    expect((await invite(account.email)).body['id']).toBe(first.body['id']);
    const newest = await waitForToken(credence, account.email, '/invitation', 3);
    for (const link of [older, newer])
      expect(refusal(await accept(account, link))).toEqual([410, 'link_used']);
    expect((await accept(account, newest)).body).toMatchObject({ roles: ['member'] });
    expect(await invitationMails(account.email)).toHaveLength(3);
    expect(refusal(await call('POST', path, owner.token, {}))).toEqual([404, 'unknown_invitation']);
  });

  test('the mails to one address are limited, whoever sends them and in whatever way', async () => {
    const email = newEmail();
    const { body } = await invite(email);
    const path = `${engines}/invitations/${String(body['id'])}/resend`;
    expect((await call('POST', path, owner.token, {})).status).toBe(200);
    expect((await invite(email, {}, await found('Looms'))).status).toBe(201);
    expect(refusal(await invite(email))).toEqual([429, 'rate_limited']);
    expect(refusal(await call('POST', path, owner.token, {}))).toEqual([429, 'rate_limited']);
  });
});

describe('the link', () => {
  test('20 acceptances at once make one membership, and the link works once (ORG-7)', async () => {
    const invitee = await inviteAccount();
    const answers = await Promise.all(Array.from({ length: 20 }, async () => accept(invitee, invitee.link)));
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([200, ...Array.from({ length: 19 }, () => 410)]);
    expect((await membersOf(engines)).filter((id) => id === invitee.userId)).toHaveLength(1);
    expect(refusal(await accept(invitee, invitee.link))).toEqual([410, 'link_used']);
  });

  test('a link that was revoked, declined or forged has one answer (ORG-7)', async () => {
    const revoked = await inviteAccount();
    await call('DELETE', `${engines}/invitations/${revoked.id}`, owner.token);
    const declined = await inviteAccount();
    expect((await decline(declined, declined.link)).status).toBe(200);
    const answers = [
      await accept(revoked, revoked.link),
      await accept(declined, declined.link),
      await decline(declined, declined.link),
      await accept(other, `${revoked.link.slice(0, -2)}AA`),
    ];
    expect(answers.map(refusal)).toEqual(answers.map(() => [410, 'link_used']));
  });

  test('a person with another verified address learns that, and the link stays (ORG-8)', async () => {
    const invitee = await inviteAccount();
    for (const answer of [accept, decline])
      expect(refusal(await answer(other, invitee.link))).toEqual([403, 'invitation_for_another_address']);
    expect((await accept(invitee, invitee.link)).status).toBe(200);
    expect(refusal(await accept(other, invitee.link))).toEqual([410, 'link_used']);
  });

  test('an account that joined in another way has no open invitation (ORG-7)', async () => {
    const invitee = await inviteAccount();
    await call('PUT', `${engines}/members/${invitee.userId}`, SERVICE_TOKEN);
    expect(refusal(await accept(invitee, invitee.link))).toEqual([410, 'link_used']);
    expect((await call('GET', '/auth/invitations', invitee.token)).body.items).toEqual([]);
    await waitFor('the invitation is settled', async () => {
      const { items } = (await call('GET', `${engines}/invitations?limit=200`, owner.token)).body;
      return !JSON.stringify(items).includes(invitee.id);
    });
  });
});

describe('the page', () => {
  test('it shows the organisation as plain text, and a visitor signs in first (ORG-23)', async () => {
    const path = await found('<b>Mills & Co.</b>');
    const email = newEmail();
    await invite(email, {}, path);
    const link = await waitForToken(credence, email, '/invitation');
    const { status, headers, text } = await browse(`/invitation?token=${link}&utm_source=mail`);
    expect([status, headers.get('cache-control'), headers.get('referrer-policy')]).toEqual([
      200,
      'no-store',
      'no-referrer',
    ]);
    expect(text).toContain('&lt;b&gt;Mills &amp; Co.&lt;/b&gt;');
    expect(text).not.toContain('<script');
    for (const target of ['/sign-in', '/sign-up']) expect(text).toContain(`href="${target}"`);
    const answer = await browse('/accept-invitation', { form: link });
    expect([answer.status, answer.text.includes('Please sign in')]).toEqual([401, true]);
  });

  test('its forms accept and decline without a script', async () => {
    const invitee = await inviteAccount();
    const cookie = await cookiesOf(invitee);
    const accepted = await browse('/accept-invitation', { cookie, form: invitee.link });
    expect([accepted.status, accepted.text.includes('You are a member')]).toEqual([200, true]);
    expect(await membersOf(engines)).toContain(invitee.userId);
    const late = await browse('/decline-invitation', { cookie, form: invitee.link });
    expect([late.status, late.headers.get('content-type')]).toEqual([410, 'text/html; charset=utf-8']);
    expect((await browse(`/invitation?token=${invitee.link}`)).status).toBe(410);
    const declining = await inviteAccount();
    const declined = await browse('/decline-invitation', {
      cookie: await cookiesOf(declining),
      form: declining.link,
    });
    expect([declined.status, declined.text.includes('is declined')]).toEqual([200, true]);
  });

  test('a link that is opened in the session of somebody else changes nothing (ORG-10)', async () => {
    const invitee = await inviteAccount();
    const cookie = await cookiesOf(other);
    expect((await browse(`/invitation?token=${invitee.link}`, { cookie })).status).toBe(200);
    const answer = await browse('/accept-invitation', { cookie, form: invitee.link });
    expect([answer.status, answer.text.includes('received the invitation')]).toEqual([403, true]);
    expect(await membersOf(engines)).not.toContain(other.userId);
    expect((await accept(invitee, invitee.link)).status).toBe(200);
  });

  test('a form of another site is refused', async () => {
    const invitee = await inviteAccount();
    const answer = await fetch(`${credence.url}/accept-invitation`, {
      method: 'POST',
      headers: { cookie: await cookiesOf(invitee), origin: 'https://attacker.example', accept: 'text/html' },
      body: new URLSearchParams({ token: invitee.link }),
    });
    expect(answer.status).toBe(403);
    expect(await membersOf(engines)).not.toContain(invitee.userId);
  });
});

test('the metric counts requests about invitations by their outcome', async () => {
  const headers = { authorization: `Bearer ${SERVICE_TOKEN}` };
  const metrics = await (await fetch(`${credence.url}/metrics`, { headers })).text();
  for (const outcome of ['sent', 'resent', 'revoked', 'accepted', 'declined', 'refused'])
    expect(metrics).toMatch(new RegExp(`credence_invitations_total\\{outcome="${outcome}"\\} [1-9]`));
});
