import { DomainError } from '../domain-error.js';
import type { OrganizationId } from '../ids.js';
import { RevisionMismatch } from '../user/decisions.js';
import type {
  Connection,
  IdentityProvider,
  OpenConnection,
  OwnKey,
  PinnedCertificate,
} from './connection.js';
import type { ConnectionEvent, ConnectionSettings } from './events.js';

/** The organisation has no such connection, or nobody can sign in by it now. */
export class UnknownConnection extends DomainError {
  readonly code = 'unknown_connection';
}
/** The organisation has not verified the domain of an address that its identity provider asserts. */
export class AddressNotOfDomain extends DomainError {
  readonly code = 'address_not_of_domain';
}
/** The connection has no description of its identity provider, no certificate, no next key, or has not passed a test. */
export class ConnectionIncomplete extends DomainError {
  readonly code = 'connection_incomplete';
}
/** The connection has as many certificates as a rollover needs. */
export class CertificateLimit extends DomainError {
  readonly code = 'certificate_limit';
}
export class UnknownCertificate extends DomainError {
  readonly code = 'unknown_certificate';
}

/** The old and the new certificate of a rollover. */
const MAX_CERTIFICATES = 2;

/** The new properties of a connection. Absent ones stay. */
export interface ConnectionChange {
  readonly name?: string | undefined;
  readonly provider: Changes<IdentityProvider>;
  readonly settings: Changes<ConnectionSettings>;
}

/** New values of some members. */
type Changes<Members> = { readonly [Name in keyof Members]?: Members[Name] | undefined };

/**
 * Returns a connection of an organisation, if it exists at the expected revision; null matches every revision.
 *
 * @throws UnknownConnection, RevisionMismatch
 */
export function requireConnection(
  connection: Connection,
  organizationId: OrganizationId,
  revision: number | null = null,
): OpenConnection {
  if (connection.status !== 'open' || connection.organizationId !== organizationId)
    throw new UnknownConnection();
  if (revision !== null && connection.revision !== revision) throw new RevisionMismatch();
  return connection;
}

/** Adds a connection. A repeat changes nothing. */
export function addConnection(
  connection: Connection,
  organizationId: OrganizationId,
  name: string,
  { certificate, privateKey }: OwnKey,
): ConnectionEvent[] {
  if (connection.status !== 'none') return [];
  const data = { organization_id: organizationId, kind: 'saml' as const, name, certificate };
  return [{ type: 'ConnectionAdded', data: { ...data, private_key: privateKey } }];
}

/** Changes the name, the identity provider and the settings of a connection. */
export function changeConnection(connection: OpenConnection, change: ConnectionChange): ConnectionEvent[] {
  const name = change.name ?? connection.name;
  const { entityId, ssoUrl, sloUrl } = merged(connection.provider, change.provider);
  const data = {
    ...namesOf(connection),
    name,
    entity_id: entityId,
    sso_url: ssoUrl,
    slo_url: sloUrl,
    settings: merged(connection.settings, change.settings),
  };
  return [{ type: 'ConnectionChanged', data }];
}

/**
 * Pins a certificate of the identity provider. A repeat changes nothing.
 *
 * @throws CertificateLimit
 */
export function addCertificate(
  connection: OpenConnection,
  { fingerprint, pem, notAfter }: PinnedCertificate,
): ConnectionEvent[] {
  const { certificates } = connection;
  if (certificates.some((one) => one.fingerprint === fingerprint)) return [];
  if (certificates.length >= MAX_CERTIFICATES) throw new CertificateLimit();
  const data = { ...namesOf(connection), fingerprint, pem, not_after: notAfter.toISOString() };
  return [{ type: 'CertificateAdded', data }];
}

/**
 * Retires a certificate. Its signatures are refused from here on.
 *
 * @throws UnknownCertificate
 */
export function retireCertificate(connection: OpenConnection, fingerprint: string): ConnectionEvent[] {
  if (!connection.certificates.some((one) => one.fingerprint === fingerprint)) throw new UnknownCertificate();
  return [{ type: 'CertificateRetired', data: { ...namesOf(connection), fingerprint } }];
}

/** Publishes the next key of this service. A repeat keeps the key that waits. */
export function addKey(connection: OpenConnection, { certificate, privateKey }: OwnKey): ConnectionEvent[] {
  if (connection.nextKey !== null) return [];
  const data = { ...namesOf(connection), certificate, private_key: privateKey };
  return [{ type: 'ConnectionKeyAdded', data }];
}

/**
 * Signs with the next key from here on.
 *
 * @throws ConnectionIncomplete there is none
 */
export function switchKey(connection: OpenConnection): ConnectionEvent[] {
  if (connection.nextKey === null) throw new ConnectionIncomplete();
  return [{ type: 'ConnectionKeySwitched', data: namesOf(connection) }];
}

/**
 * Records the outcome of a test.
 *
 * @param reason the reason of the failure; null: the test passed
 */
export function recordTest(connection: OpenConnection, reason: string | null): ConnectionEvent[] {
  return [{ type: 'ConnectionTested', data: { ...namesOf(connection), passed: reason === null, reason } }];
}

/**
 * Verifies that a connection can be tried: its identity provider is described, and has a certificate.
 *
 * @throws ConnectionIncomplete
 */
export function requireComplete({ provider, certificates }: OpenConnection): void {
  if (provider.entityId === null || provider.ssoUrl === null || certificates.length === 0)
    throw new ConnectionIncomplete();
}

/**
 * Lets members sign in by a connection that passed a test.
 *
 * @throws ConnectionIncomplete
 */
export function enableConnection(connection: OpenConnection): ConnectionEvent[] {
  if (connection.isEnabled) return [];
  requireComplete(connection);
  if (connection.test?.passed !== true) throw new ConnectionIncomplete();
  return [{ type: 'ConnectionEnabled', data: namesOf(connection) }];
}

/** Stops sign-ins by a connection. Sessions that began with it go on. */
export function disableConnection(connection: OpenConnection, reason: string | null): ConnectionEvent[] {
  return connection.isEnabled
    ? [{ type: 'ConnectionDisabled', data: { ...namesOf(connection), reason } }]
    : [];
}

/** Removes a connection for good. */
export function removeConnection(connection: OpenConnection): ConnectionEvent[] {
  return [{ type: 'ConnectionRemoved', data: namesOf(connection) }];
}

function merged<Members extends object>(before: Members, changes: Changes<Members>): Members {
  const present = Object.entries(changes).filter(([, value]) => value !== undefined);
  return { ...before, ...Object.fromEntries(present) };
}

function namesOf({ organizationId }: OpenConnection) {
  return { organization_id: organizationId };
}
