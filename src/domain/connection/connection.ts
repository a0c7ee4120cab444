import type { Aggregate } from '../aggregate.js';
import { defineCategory } from '../category.js';
import { Erased } from '../event.js';
import type { Recorded } from '../event.js';
import { connectionIdSchema } from '../ids.js';
import type { ConnectionId, OrganizationId } from '../ids.js';
import { connectionEvents } from './events.js';
import type { ConnectionEvent, ConnectionSettings } from './events.js';

/** The identity provider of a connection. */
export interface IdentityProvider {
  readonly entityId: string | null;
  readonly ssoUrl: string | null;
  readonly sloUrl: string | null;
}

/** A certificate that verifies the signatures of the identity provider. */
export interface PinnedCertificate {
  readonly fingerprint: string;
  readonly pem: string;
  readonly notAfter: Date;
}

/** A certificate since it was added. */
export interface ActiveCertificate extends PinnedCertificate {
  readonly addedAt: Date;
}

/** A key pair of this service for one connection, in PEM. */
export interface OwnKey {
  readonly certificate: string;
  readonly privateKey: string;
}

export interface OpenConnection {
  readonly status: 'open';
  readonly id: ConnectionId;
  readonly organizationId: OrganizationId;
  readonly kind: 'saml';
  readonly name: string;
  readonly provider: IdentityProvider;
  readonly settings: ConnectionSettings;
  /** The active certificates, in the order in which they were added. */
  readonly certificates: readonly ActiveCertificate[];
  /** The key that signs the messages of this service. */
  readonly own: OwnKey;
  /** The key that signs after the next switch, or null. */
  readonly nextKey: OwnKey | null;
  readonly isEnabled: boolean;
  /** The newest test since the identity provider was described; null: there was none. */
  readonly test: { readonly passed: boolean; readonly reason: string | null; readonly at: Date } | null;
  readonly addedAt: Date;
  readonly revision: number;
}

/** The way of the members of an organisation to sign in at its identity provider. */
export type Connection =
  | { readonly status: 'none' }
  | OpenConnection
  | { readonly status: 'removed'; readonly organizationId: OrganizationId };

const PROVIDER_PREFIX = 'connection:';

/** The settings of a connection until it has others. */
const DEFAULT_SETTINGS: ConnectionSettings = {
  request_binding: 'redirect',
  sign_requests: true,
  name_id_format: null,
  force_authn: false,
  allow_unsolicited: false,
  attributes: { email: null, name: null },
  mfa_contexts: [],
  role_mapping: null,
};

/** The key of the connection encrypts its names, addresses and keys. */
export const connections = defineCategory({
  prefix: 'connection',
  events: connectionEvents,
  subject: 'stream_thing',
});

export function connectionAt(id: ConnectionId): Aggregate<Connection, ConnectionEvent> {
  return connections.aggregate<Connection, ConnectionEvent>(id, {
    initial: { status: 'none' },
    evolve(before, event) {
      if (event.type === 'ConnectionAdded') return added(id, event);
      return before.status === 'open' ? changed({ ...before, revision: event.revision }, event) : before;
    },
  });
}

/** Tells whether every certificate of a connection has ended. Its signatures are accepted until somebody retires it. */
export function hasExpired({ certificates }: Pick<OpenConnection, 'certificates'>, now: Date): boolean {
  return certificates.every(({ notAfter }) => notAfter < now);
}

/** Returns the name of a connection among the identity providers of the service. No other name has a colon. */
export function providerOf(id: ConnectionId): string {
  return PROVIDER_PREFIX + id;
}

/** Returns the name of a connection among the issuers of identities. An identity provider cannot choose it. */
export function issuerOf(id: ConnectionId): string {
  return `urn:credence:connection:${id}`;
}

/** Returns the connection that the name of an identity provider names, or null for another provider. */
export function connectionOfProvider(provider: string): ConnectionId | null {
  if (!provider.startsWith(PROVIDER_PREFIX)) return null;
  return connectionIdSchema.safeParse(provider.slice(PROVIDER_PREFIX.length)).data ?? null;
}

/** Returns the connection that a stream is about, or null for a stream of another category. */
export function connectionOfStream(stream: string): ConnectionId | null {
  return connectionIdSchema.safeParse(connections.idOf(stream)).data ?? null;
}

type Of<Type extends ConnectionEvent['type']> = Recorded<Extract<ConnectionEvent, { type: Type }>>;

function added(id: ConnectionId, { data, occurredAt, revision }: Of<'ConnectionAdded'>): OpenConnection {
  return {
    status: 'open',
    id,
    organizationId: data.organization_id,
    kind: data.kind,
    name: textOf(data.name) ?? '',
    provider: { entityId: null, ssoUrl: null, sloUrl: null },
    settings: DEFAULT_SETTINGS,
    certificates: [],
    own: keyIn(data),
    nextKey: null,
    isEnabled: false,
    test: null,
    addedAt: occurredAt,
    revision,
  };
}

function changed(
  before: OpenConnection,
  event: Recorded<Exclude<ConnectionEvent, { type: 'ConnectionAdded' }>>,
): Connection {
  switch (event.type) {
    case 'ConnectionChanged':
      return described(before, event);
    case 'CertificateAdded':
      return { ...before, certificates: [...before.certificates, ...certificateIn(event)] };
    case 'CertificateRetired': {
      const { fingerprint } = event.data;
      return {
        ...before,
        certificates: before.certificates.filter((one) => one.fingerprint !== fingerprint),
      };
    }
    case 'ConnectionKeyAdded':
      return { ...before, nextKey: keyIn(event.data) };
    case 'ConnectionKeySwitched':
      return { ...before, own: before.nextKey ?? before.own, nextKey: null };
    case 'ConnectionTested':
      return { ...before, test: testIn(event) };
    case 'ConnectionEnabled':
      return { ...before, isEnabled: true };
    case 'ConnectionDisabled':
      return { ...before, isEnabled: false };
    case 'ConnectionRemoved':
      return { status: 'removed', organizationId: before.organizationId };
  }
}

function described(before: OpenConnection, { data }: Of<'ConnectionChanged'>): OpenConnection {
  const provider = {
    entityId: textOf(data.entity_id),
    ssoUrl: textOf(data.sso_url),
    sloUrl: textOf(data.slo_url),
  };
  const isSame = provider.entityId === before.provider.entityId && provider.ssoUrl === before.provider.ssoUrl;
  const { settings } = data;
  return { ...before, name: textOf(data.name) ?? '', provider, settings, test: isSame ? before.test : null };
}

function keyIn(data: Of<'ConnectionKeyAdded'>['data'] | Of<'ConnectionAdded'>['data']): OwnKey {
  return { certificate: textOf(data.certificate) ?? '', privateKey: textOf(data.private_key) ?? '' };
}

function testIn({ data: { passed, reason }, occurredAt }: Of<'ConnectionTested'>) {
  return { passed, reason, at: occurredAt };
}

function certificateIn({ data, occurredAt }: Of<'CertificateAdded'>): ActiveCertificate[] {
  const { fingerprint, pem, not_after: notAfter } = data;
  return pem instanceof Erased
    ? []
    : [{ fingerprint, pem, notAfter: new Date(notAfter), addedAt: occurredAt }];
}

function textOf(text: string | Erased | null): string | null {
  return text instanceof Erased ? null : text;
}
