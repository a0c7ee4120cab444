import { issuerOf, providerOf } from '../../domain/connection/connection.js';
import { AddressNotOfDomain } from '../../domain/connection/decisions.js';
import type { SessionId, UserId } from '../../domain/ids.js';
import { requireFounded } from '../../domain/organization/decisions.js';
import { hasVerified } from '../../domain/organization/domains.js';
import { startMembership } from '../../domain/organization/member-decisions.js';
import { membershipAt } from '../../domain/organization/membership.js';
import { organizationAt } from '../../domain/organization/organization.js';
import { EmailUnverified, SignInRefused } from '../../domain/user/identity-decisions.js';
import type { Registered } from '../../domain/user/user.js';
import type { Cause } from '../../eventstore/codec.js';
import { nameOf } from '../../security/oauth/identity.js';
import type { ProvenIdentity } from '../../security/oauth/provider.js';
import type { CheckedAssertion } from '../../security/saml/check-response.js';
import { addressIn, displayNameIn } from '../../security/saml/person.js';
import { assertionProof } from '../authentication/methods/saml.js';
import { startSession } from '../authentication/start-session.js';
import type { ActiveConnection } from '../steps/access/usable-connection.js';
import type { CommandDependencies } from '../dependencies.js';
import { findOrOpenAccount } from '../federation/find-or-open-account.js';
import { handle } from '../handle.js';
import { loadAttemptCounters } from '../steps/passwords/attempt-counters.js';
import { replaceSession } from '../steps/replace-session.js';
import type { SessionGrant } from '../steps/session-grant.js';
import { followRoles } from './follow-roles.js';

/**
 * Signs in the person of a verified assertion: to the account that the name is linked to, else to the account with the same
 * address, else to a new account. The address counts only in a domain that the organisation has verified, because the identity
 * provider belongs to the organisation and proves no address. The first sign-in makes the person a member, and each gives the
 * roles of the mapping.
 *
 * @param presented session of the caller, which the new one replaces (OWASP ASVS 7.2.4)
 * @throws SecondFactorRequired the account owes a second factor
 * @throws SignInRefused the account, the membership, the connection or the organisation is not active
 * @throws AddressNotOfDomain, EmailMissing, AccountExists, ProviderLinked, EmailTaken, IdentityTaken
 */
export async function signInByAssertion(
  dependencies: CommandDependencies,
  { connection, organization }: ActiveConnection,
  assertion: CheckedAssertion,
  presented: { readonly sessionId: SessionId } | null,
  cause: Cause,
): Promise<SessionGrant> {
  const proven = identityOf({ connection, organization }, assertion);
  const account = await findAccountOfMember(dependencies, proven, cause);
  await joinOrganization(dependencies, account.id, { connection, organization }, cause);
  await followRoles(dependencies, account.id, connection, assertion, cause);
  const counters = await loadAttemptCounters(dependencies, account.id, cause);
  const proof = assertionProof(assertion, connection.settings);
  const { provider } = proven;
  const { sessionEnds: ends, sessionIndex: index, nameId } = assertion;
  const atProvider = { ends, index, name: nameId.value, format: nameId.format };
  const signedIn = { proof, pending: null, provider, counters, atProvider };
  const grant = await startSession(dependencies, account, signedIn, cause);
  return await replaceSession(dependencies, grant, presented, cause);
}

/** Returns the identity of an assertion. Its name counts within the connection only, and is compared exactly. */
function identityOf(
  { connection, organization }: ActiveConnection,
  assertion: CheckedAssertion,
): ProvenIdentity {
  const { id, settings } = connection;
  const address = addressIn(assertion, settings.attributes.email);
  const isOwn = address !== null && hasVerified(organization, address);
  return {
    provider: providerOf(id),
    issuer: issuerOf(id),
    subject: assertion.nameId.value,
    email: address === null ? null : { address, verified: isOwn, trusted: isOwn },
    name: nameOf(displayNameIn(assertion, settings.attributes.name)),
  };
}

async function findAccountOfMember(
  dependencies: CommandDependencies,
  proven: ProvenIdentity,
  cause: Cause,
): Promise<Registered> {
  try {
    return await findOrOpenAccount(dependencies, proven, cause);
  } catch (error) {
    throw error instanceof EmailUnverified ? new AddressNotOfDomain() : error;
  }
}

/** Makes a person a member at the first sign-in. A person who was suspended or removed does not come back by a sign-in. */
async function joinOrganization(
  { log }: Pick<CommandDependencies, 'log'>,
  userId: UserId,
  { connection, organization: { id: organizationId } }: ActiveConnection,
  cause: Cause,
): Promise<void> {
  const ids = { organizationId, userId };
  const streams = { organization: organizationAt(organizationId), membership: membershipAt(ids) };
  await handle(log, { ...cause, actor: `user:${userId}` }, streams, ({ organization, membership }) => {
    requireFounded(organization);
    if (membership.status === 'active') return {};
    if (membership.status !== 'none') throw new SignInRefused();
    const admission = { ...ids, roleIds: [], via: 'connection', viaId: connection.id } as const;
    return { membership: startMembership(membership, admission) };
  });
}
