import { createSignedInAccount, newEmail, waitForToken } from '../../support/clients/accounts.js';
import type { SignedInAccount } from '../../support/clients/accounts.js';
import type { CredenceWithProviders } from '../../support/federation/credence-with-providers.js';
import { textAt } from '../../support/documents/text-at.js';
import { SERVICE_TOKEN } from '../../support/server/credence.js';
import { onAccount } from './recipe.js';
import type { Recipe, Recipes } from './recipe.js';

const token = SERVICE_TOKEN;

interface WithOrganization extends SignedInAccount {
  readonly path: string;
}

/** Creates a person with an organisation. */
export async function withOrganization({ credence }: CredenceWithProviders): Promise<WithOrganization> {
  const account = await createSignedInAccount(credence);
  const founded = await credence.call('POST', '/auth/organizations', {
    token: account.token,
    body: { name: 'Engines' },
  });
  return { ...account, path: `/v1/organizations/${textAt(founded.body, 'id')}` };
}

/** Sends a request of an owner about the own organisation. */
const onOrganization =
  (method: string, path: string, body?: object): Recipe =>
  async (send, setup) => {
    const owner = await withOrganization(setup);
    return await send(method, owner.path + path, {
      token: owner.token,
      ...(body !== undefined && { body }),
    });
  };

/** Sends a request of an owner about another member, after a request to prepare it. */
const onMember =
  (method: string, at: string, action = '', before?: readonly [string, string, string]): Recipe =>
  async (send, setup) => {
    const { credence } = setup;
    const owner = await withOrganization(setup);
    const { userId } = await createSignedInAccount(credence);
    await credence.call('PUT', `${owner.path}/members/${userId}`, { token });
    const of = (kind: string, rest: string) => `${owner.path}/${kind}/${userId}${rest}`;
    if (before !== undefined) {
      const [earlier, kind, rest] = before;
      await credence.call(earlier, of(kind, rest), { token: owner.token, ...bodyOf(earlier) });
    }
    return await send(method, of(at, action), { token: owner.token, ...bodyOf(method) });
  };

/** Defines a role in an organisation, and returns the path of the role. */
async function withRole(setup: CredenceWithProviders): Promise<WithOrganization> {
  const owner = await withOrganization(setup);
  const body = { key: 'clerk', name: 'Clerk', permissions: [] };
  await setup.credence.call('POST', `${owner.path}/roles`, { token: owner.token, body });
  return owner;
}

/** Gives or takes a role of a member. */
const onMemberRole =
  (method: string, before?: string): Recipe =>
  async (send, setup) => {
    const { credence } = setup;
    const owner = await withRole(setup);
    const { userId } = await createSignedInAccount(credence);
    await credence.call('PUT', `${owner.path}/members/${userId}`, { token });
    const path = `${owner.path}/members/${userId}/roles/clerk`;
    if (before !== undefined) await credence.call(before, path, { token: owner.token });
    return await send(method, path, { token: owner.token });
  };

/** Sends a request about an invitation that is open. */
const onSentInvitation =
  (method: string, action: string): Recipe =>
  async (send, setup) => {
    const { path, token: own } = await withOrganization(setup);
    const body = { email: newEmail() };
    const sent = await setup.credence.call('POST', `${path}/invitations`, { token: own, body });
    const of = `${path}/invitations/${textAt(sent.body, 'id')}${action}`;
    return await send(method, of, { token: own, ...bodyOf(method) });
  };

/** Answers the link of an invitation as the invited person. */
const onInvitationLink =
  (answer: string): Recipe =>
  async (send, setup) => {
    const { credence } = setup;
    const owner = await withOrganization(setup);
    const invitee = await createSignedInAccount(credence);
    const body = { email: invitee.email };
    await credence.call('POST', `${owner.path}/invitations`, { token: owner.token, body });
    const token = await waitForToken(credence, invitee.email, '/invitation');
    return await send('POST', `/auth/invitations/${answer}`, { token: invitee.token, body: { token } });
  };

/** Creates an API key of an organisation as its owner, and returns the path of the key. */
async function withKey(setup: CredenceWithProviders): Promise<WithOrganization> {
  const owner = await withOrganization(setup);
  const body = { name: 'import', scopes: ['members:read'] };
  const path = `${owner.path}/api-keys`;
  const created = await setup.credence.call('POST', path, { token: owner.token, body });
  return { ...owner, path: `${path}/${textAt(created.body, 'id')}` };
}

/** Answers an invitation as the invited person. */
const onInvitation =
  (answer: string): Recipe =>
  async (send, setup) => {
    const { credence } = setup;
    const owner = await withOrganization(setup);
    const invitee = await createSignedInAccount(credence);
    const body = { email: invitee.email };
    const sent = await credence.call('POST', `${owner.path}/invitations`, { token: owner.token, body });
    const path = `/auth/invitations/${textAt(sent.body, 'id')}/${answer}`;
    return await send('POST', path, { token: invitee.token });
  };

const bodyOf = (method: string) => (method === 'POST' ? { body: {} } : {});

/** The requests about organisations, by their operation. */
export const ORGANIZATION_RECIPES: Recipes = {
  foundOrganization: onAccount('POST', '/auth/organizations', { name: 'Engines' }),
  async foundOrganizationFor(send, { credence }) {
    const { userId } = await createSignedInAccount(credence);
    return await send('POST', '/v1/organizations', { token, body: { name: 'Looms', owner_id: userId } });
  },
  addDomain: onOrganization('POST', '/domains', { domain: 'engines.example.com' }),
  async removeDomain(send, setup) {
    const { path, token: own } = await withOrganization(setup);
    const body = { domain: 'looms.example.com' };
    const added = await setup.credence.call('POST', `${path}/domains`, { token: own, body });
    return await send('DELETE', `${path}/domains/${textAt(added.body, 'id')}`, { token: own });
  },
  setOrganizationPolicy: onOrganization('PUT', '/policy', {
    require_mfa: false,
    max_session_age_s: 3600,
    token_ttl_s: null,
  }),
  createOrganizationApiKey: onOrganization('POST', '/api-keys', { name: 'import', scopes: ['members:read'] }),
  async rotateOrganizationApiKey(send, setup) {
    const { path, token: own } = await withKey(setup);
    return await send('POST', `${path}/rotate`, { token: own, body: {} });
  },
  async revokeOrganizationApiKey(send, setup) {
    const { path, token: own } = await withKey(setup);
    return await send('DELETE', path, { token: own });
  },
  changeOrganization: onOrganization('PATCH', '', { name: 'Looms' }),
  suspendOrganization: async (send, setup) =>
    send('POST', `${(await withOrganization(setup)).path}/suspend`, { token, body: {} }),
  async resumeOrganization(send, setup) {
    const { path } = await withOrganization(setup);
    await setup.credence.call('POST', `${path}/suspend`, { token, body: {} });
    return await send('POST', `${path}/resume`, { token, body: {} });
  },
  defineOrganizationRole: onOrganization('POST', '/roles', { key: 'clerk', name: 'Clerk', permissions: [] }),
  async changeOrganizationRole(send, setup) {
    const { path, token: own } = await withRole(setup);
    const body = { name: 'Teller', permissions: [] };
    return await send('PUT', `${path}/roles/clerk`, { token: own, body });
  },
  async retireOrganizationRole(send, setup) {
    const { path, token: own } = await withRole(setup);
    return await send('DELETE', `${path}/roles/clerk`, { token: own });
  },
  assignRole: onMemberRole('PUT'),
  unassignRole: onMemberRole('DELETE', 'PUT'),
  signOutMember: onMember('POST', 'members', '/sign-out'),
  suspendMember: onMember('POST', 'members', '/suspend'),
  resumeMember: onMember('POST', 'members', '/resume', ['POST', 'members', '/suspend']),
  removeMember: onMember('DELETE', 'members'),
  addOwner: onMember('PUT', 'owners'),
  sendInvitation: onOrganization('POST', '/invitations', { email: 'invited@example.com' }),
  resendInvitation: onSentInvitation('POST', '/resend'),
  revokeInvitation: onSentInvitation('DELETE', ''),
  acceptInvitation: onInvitation('accept'),
  declineInvitation: onInvitation('decline'),
  acceptInvitationByLink: onInvitationLink('accept'),
  declineInvitationByLink: onInvitationLink('decline'),
  removeOwner: onMember('DELETE', 'owners', '', ['PUT', 'owners', '']),
  async addMember(send, setup) {
    const { path } = await withOrganization(setup);
    const { userId } = await createSignedInAccount(setup.credence);
    return await send('PUT', `${path}/members/${userId}`, { token });
  },
  async leaveOrganization(send, setup) {
    const { path } = await withOrganization(setup);
    const { userId, token: own } = await createSignedInAccount(setup.credence);
    await setup.credence.call('PUT', `${path}/members/${userId}`, { token });
    return await send('DELETE', path.replace('/v1/', '/auth/'), { token: own });
  },
};
