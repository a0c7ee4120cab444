import { createPrivateKey, randomUUID } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import type { DomainEvent } from '../../../src/domain/event-catalog.js';
import { nameClaimStreamSchema } from '../../../src/domain/ids.js';
import type { NameClaimStream } from '../../../src/domain/ids.js';
import { createSignedInAccount } from '../clients/accounts.js';
import type { SignedInAccount } from '../clients/accounts.js';
import { createVisitor } from '../clients/visitor.js';
import type { Visitor } from '../clients/visitor.js';
import { anEventId } from '../domain/ids.js';
import { openUserLog } from '../domain/user-log.js';
import type { Answer, Credence } from '../server/credence.js';
import type { TestStores } from '../stores/stores.js';
import {
  ACS,
  conditions,
  confirmation,
  encoded,
  IDP,
  REQUEST,
  responseXml,
  signed,
  SP,
} from './identity-provider.js';
import type { Parts, Signed } from './identity-provider.js';
import { rsaKeys } from './parties.js';

export const SSO_URL = 'https://idp.example/sso';
export const IDP_KEYS = rsaKeys();

/** An organisation with a connection to the identity provider of the tests. */
export interface ConnectedOrganization {
  readonly owner: SignedInAccount;
  readonly organizationId: string;
  readonly connectionId: string;
  /** The path of the connection for its owner. */
  readonly path: string;
}

/** A request that has reached the identity provider. */
export interface SentRequest {
  readonly connectionId: string;
  readonly visitor: Visitor;
  readonly requestId: string;
  readonly acsUrl: string;
  readonly entityId: string;
  readonly relayState: string;
}

/** The parts of a response that a test changes. */
export interface ResponseChanges {
  readonly nameId?: string;
  readonly email?: string;
  readonly parts?: Partial<Parts>;
  readonly which?: Signed;
  /** Changes the document before it is signed. */
  readonly edit?: (xml: string) => string;
  /** Changes the document after it is signed. */
  readonly forge?: (xml: string) => string;
}

/** A verified domain. */
interface VerifiedDomain {
  readonly id: string;
  readonly claim: NameClaimStream;
}

/** Adds a domain to an organisation, verified without a record in the DNS. */
export async function verifyDomain(
  stores: TestStores,
  organizationId: string,
  domain: string,
): Promise<VerifiedDomain> {
  const id = randomUUID();
  const claim = nameClaimStreamSchema.parse(`name_claim-1.${randomUUID()}`);
  await appendToOrganization(stores, organizationId, [
    { type: 'DomainAdded', data: { domain_id: id, domain } },
    { type: 'DomainVerified', data: { domain_id: id, claim } },
  ]);
  return { id, claim };
}

/** Appends events to the stream of an organisation, as the service would. */
export async function appendToOrganization(
  { databaseUrl, openLog }: TestStores,
  organizationId: string,
  events: readonly DomainEvent[],
): Promise<void> {
  const log = await openUserLog(databaseUrl, { migrate: false, openLog });
  const now = new Date();
  const cause = { commandId: randomUUID(), correlationId: randomUUID(), actor: 'system', now, source: null };
  const stream = `organization-${organizationId}`;
  const place = { stream, revision: 0, occurredAt: now, actor: 'system' };
  const stored = await Promise.all(
    events.map((event) => log.codec.encode({ ...event, ...place, id: anEventId() }, cause)),
  );
  await log.store.append([{ stream, expected: 'any', events: stored }]);
  await log.close();
}

/** Founds an organisation with a described connection, which is not enabled yet. */
export async function addConnection(
  credence: Credence,
  settings: object = {},
  presented?: SignedInAccount,
): Promise<ConnectedOrganization> {
  const owner = presented ?? (await createSignedInAccount(credence));
  const { token } = owner;
  const call = async (method: string, at: string, sent: object) => {
    const answer = await credence.call(method, at, { token, body: sent });
    if (answer.status >= 400) throw new Error(`${method} ${at} failed: ${answer.body.code}.`);
    return answer;
  };
  const founded = await call('POST', '/auth/organizations', { name: 'Acme' });
  const organizationId = String(founded.body.id);
  const list = `/v1/organizations/${organizationId}/connections`;
  const added = await call('POST', list, { kind: 'saml', name: 'Directory' });
  const connectionId = String(added.body.id);
  const path = `${list}/${connectionId}`;
  await call('PATCH', path, { entity_id: IDP, sso_url: SSO_URL, ...settings });
  await call('POST', `${path}/certificates`, { pem: IDP_KEYS.certificate });
  return { owner, organizationId, connectionId, path };
}

/** Tries a connection and enables it. */
export async function enableConnection(
  credence: Credence,
  { owner: { token }, connectionId, path }: ConnectedOrganization,
): Promise<Answer> {
  const { status, body } = await credence.call('POST', `${path}/test`, { token, body: {} });
  if (status !== 200) throw new Error(`The test did not start: ${body.code}.`);
  const { search } = new URL(String((body as { readonly url?: unknown }).url));
  await post(credence, await start(credence, connectionId, search), { nameId: 'the tester' });
  return await credence.call('POST', `${path}/enable`, { token, body: {} });
}

/** Founds an organisation with a verified domain and an enabled connection. */
export async function connect(
  credence: Credence,
  stores: TestStores,
  { domain = 'acme.example', settings = {} }: { readonly domain?: string; readonly settings?: object } = {},
): Promise<ConnectedOrganization & { readonly domain: VerifiedDomain }> {
  const connected = await addConnection(credence, settings);
  const verified = await verifyDomain(stores, connected.organizationId, domain);
  const { status } = await enableConnection(credence, connected);
  if (status !== 200) throw new Error(`The connection was not enabled: ${String(status)}.`);
  return { ...connected, domain: verified };
}

/** Starts a sign-in and returns the request that arrives at the identity provider. */
export async function start(
  credence: Credence,
  connectionId: string,
  query = '',
  visitor = createVisitor(),
): Promise<SentRequest> {
  const { url } = await visitor.visit(`${credence.url}/sso/${connectionId}${query}`, { stopAt: SSO_URL });
  const request = Buffer.from(url.searchParams.get('SAMLRequest') ?? '', 'base64');
  const xml = request.length === 0 ? '' : inflateRawSync(request).toString();
  const valueOf = (pattern: RegExp) => pattern.exec(xml)?.[1] ?? '';
  return {
    connectionId,
    visitor,
    requestId: valueOf(/ ID="([^"]+)"/),
    acsUrl: valueOf(/AssertionConsumerServiceURL="([^"]+)"/),
    entityId: valueOf(/Issuer[^>]*>([^<]+)</),
    relayState: url.searchParams.get('RelayState') ?? '',
  };
}

/** Returns the response of the identity provider to a request. */
export function responseTo(request: SentRequest, changes: ResponseChanges = {}): string {
  const { nameId = randomUUID(), email, parts, which, edit = same, forge = same } = changes;
  const at = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();
  const attribute = `<saml:Attribute Name="email"><saml:AttributeValue>${email ?? ''}</saml:AttributeValue></saml:Attribute>`;
  const xml = responseXml({
    issued: at(0),
    nameId: `<saml:NameID${email === undefined ? '' : ` Format="${PERSISTENT}"`}>${nameId}</saml:NameID>`,
    conditions: conditions(`NotBefore="${at(-5)}" NotOnOrAfter="${at(300)}"`),
    confirmations: confirmation({ until: ` NotOnOrAfter="${at(300)}"` }),
    attributes: email === undefined ? '' : `<saml:AttributeStatement>${attribute}</saml:AttributeStatement>`,
    ...parts,
  });
  const addressed = xml
    .replaceAll(ACS, request.acsUrl)
    .replaceAll(SP, request.entityId)
    .replaceAll(REQUEST, request.requestId)
    .replaceAll('"_a1"', `"_${randomUUID()}"`);
  const key = createPrivateKey(IDP_KEYS.privateKey);
  return forge(signed(edit(addressed), which, { key }));
}

/** Posts a form to the address for responses, as the browser of the visitor. */
export async function postForm(
  credence: Credence,
  { connectionId, visitor }: Pick<SentRequest, 'connectionId' | 'visitor'>,
  form: Record<string, string>,
): Promise<Answer> {
  return await credence.call('POST', `/saml/${connectionId}/acs`, {
    body: new URLSearchParams(form).toString(),
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'user-agent': 'Visitor/1.0',
      cookie: visitor.cookies(credence.url),
    },
  });
}

/** Posts the response of the identity provider to a request. */
export async function post(
  credence: Credence,
  request: SentRequest,
  changes: ResponseChanges = {},
): Promise<Answer> {
  const SAMLResponse = encoded(responseTo(request, changes));
  return await postForm(credence, request, { SAMLResponse, RelayState: request.relayState });
}

/** Posts the response to a request of a front end. Returns the address of the front end with its parameters. */
export async function postAndReturn(
  request: SentRequest,
  frontEnd: string,
  changes: ResponseChanges = {},
): Promise<URL> {
  const form = { SAMLResponse: encoded(responseTo(request, changes)), RelayState: request.relayState };
  return (await request.visitor.visit(request.acsUrl, { form, stopAt: frontEnd })).url;
}

/** Completes a sign-in in a new browser. */
export async function signInBySaml(
  credence: Credence,
  connectionId: string,
  changes: ResponseChanges,
): Promise<Answer> {
  return await post(credence, await start(credence, connectionId), changes);
}

const PERSISTENT = 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent';

function same(xml: string): string {
  return xml;
}
