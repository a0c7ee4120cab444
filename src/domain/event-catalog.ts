import { apiKeys, apiKeyUses } from './api-key/api-key.js';
import { attemptCounters } from './attempts/attempts.js';
import type { Category } from './category.js';
import { prefixOf } from './category.js';
import type { RetentionPeriod } from './personal-data.js';
import { auditReads } from './audit-read/audit-read.js';
import { claims } from './claim/claim.js';
import { connections } from './connection/connection.js';
import { consumerCategories } from './consumer/consumers.js';
import { deliveries } from './delivery/delivery.js';
import { userDevices } from './device/devices.js';
import { factorUses } from './factor/factor-use.js';
import { dataExports } from './export/exports.js';
import type { EventDefinition, EventOf, Recorded } from './event.js';
import { invitations } from './invitation/invitation.js';
import { oneTimeCodes } from './one-time-code/one-time-code.js';
import { memberships } from './organization/membership.js';
import { nameClaims } from './organization/name-claim.js';
import { organizations } from './organization/organization.js';
import { pendingRegistrations } from './pending-registration/pending-registration.js';
import { pendingSignIns } from './pending-sign-in/pending-sign-in.js';
import { refreshFamilies } from './refresh/refresh.js';
import { administratorLists, roleHoldings } from './roles/holders.js';
import { roleSets } from './roles/role-set.js';
import { operations } from './operation/operation.js';
import { refusals } from './refusal/refusals.js';
import { sessions } from './session/session.js';
import { signInHistories } from './sign-in/sign-ins.js';
import { keyrings } from './signing-key/keyring.js';
import { resetLinks, verificationLinks } from './user/requested-link.js';
import { users } from './user/user.js';
import { webhooks } from './webhook/webhook.js';

/** The categories of all streams. The service writes to no others. */
const categories = [
  users,
  resetLinks,
  verificationLinks,
  claims,
  sessions,
  pendingSignIns,
  factorUses,
  oneTimeCodes,
  refreshFamilies,
  attemptCounters,
  signInHistories,
  pendingRegistrations,
  userDevices,
  deliveries,
  keyrings,
  apiKeys,
  apiKeyUses,
  auditReads,
  operations,
  refusals,
  ...consumerCategories,
  webhooks,
  roleSets,
  administratorLists,
  roleHoldings,
  organizations,
  memberships,
  nameClaims,
  invitations,
  connections,
  dataExports,
] as const;

type Definition = (typeof categories)[number]['events'][number];

/** All event types of the service. Some are in the streams of two categories. */
export const eventDefinitions: readonly Definition[] = [
  ...new Set(categories.flatMap(({ events }): readonly Definition[] => events)),
];

export type DomainEvent = EventOf<Definition>;
export type RecordedEvent = Recorded<DomainEvent>;

export const eventCatalog: ReadonlyMap<string, EventDefinition> = new Map(
  eventDefinitions.map((definition): [string, EventDefinition] => [definition.type, definition]),
);

const byPrefix: ReadonlyMap<string, Category> = new Map(
  categories.map((category): [string, Category] => [category.prefix, category]),
);

/** The subjects that are no people. Their events concern the person that they name. */
const OF_THINGS: ReadonlySet<string> = new Set<Category['subject']>(['stream_thing', 'data_key']);
const OF_NAMED_PERSON = { subject: 'data_user', idOf: () => null } as const;

/** Returns the user id of the person that an event concerns, or null if it concerns nobody. */
export function personOf(stream: string, data: Record<string, unknown>): string | null {
  const category = byPrefix.get(prefixOf(stream));
  return subjectIn(OF_THINGS.has(category?.subject ?? 'none') ? OF_NAMED_PERSON : category, stream, data);
}

/**
 * Returns the id of the subject whose data key encrypts the personal and secret fields of an event, or null if the event
 * has no subject.
 */
export function subjectOf(stream: string, data: Record<string, unknown>): string | null {
  return subjectIn(byPrefix.get(prefixOf(stream)), stream, data);
}

function subjectIn(
  category: Pick<Category, 'subject' | 'idOf'> | undefined,
  stream: string,
  data: Record<string, unknown>,
): string | null {
  switch (category?.subject) {
    case 'stream_user':
    case 'stream_thing':
      return category.idOf(stream);
    case 'data_user':
      return typeof data['user_id'] === 'string' ? data['user_id'] : null;
    case 'data_key':
      return typeof data['key_id'] === 'string' ? data['key_id'] : null;
    case 'none':
    case undefined:
      return null;
  }
}

/** The periods of retention for the origins of requests, by the prefix of the streams that hold them. */
export const originPeriods: ReadonlyMap<string, RetentionPeriod> = new Map(
  [...byPrefix.values()].flatMap(({ prefix, subject, origins = 'requests' }) =>
    subject === 'none' ? [] : [[prefix, origins] as const],
  ),
);

/** Returns the period of retention for the origins of the requests that cause the events of a stream. */
export function originsOf(stream: string): RetentionPeriod | null {
  return originPeriods.get(prefixOf(stream)) ?? null;
}

/** The prefixes of the streams that retain only their newest events. The log in PostgreSQL lists them as well. */
export const ephemeralPrefixes: readonly string[] = [...byPrefix.values()].flatMap(({ prefix, keepLast }) =>
  keepLast === undefined ? [] : [prefix],
);

/** Tells whether a stream retains only its newest events. No read model stores them. */
export function isEphemeral(stream: string): boolean {
  return byPrefix.get(prefixOf(stream))?.keepLast !== undefined;
}
