import { organizationOfStream, organizations } from '../../../domain/organization/organization.js';
import type { StoredEvent } from '../../../eventstore/port.js';
import type { Projection } from '../../engine/projection.js';

const VERIFIED_DOMAINS = 'verified_domains@1';

const ADD = `
  insert into credence_read.verified_domains_v1 (domain_id, organization_id, verified_at)
  select * from unnest($1::uuid[], $2::uuid[], $3::timestamptz[])
  on conflict (domain_id) do update set verified_at = excluded.verified_at`;

const REMOVE = 'delete from credence_read.verified_domains_v1 where domain_id = any($1::uuid[])';

/** Index: verified_domains_v1_by_organization. */
const REMOVE_ALL = 'delete from credence_read.verified_domains_v1 where organization_id = any($1::uuid[])';

const TYPES: ReadonlySet<string> = new Set([
  'DomainVerified',
  'DomainVerificationLapsed',
  'DomainRemoved',
  'OrganizationDeleted',
]);

/** Lists the verified domains of all organisations. */
export function domainsProjection(): Projection {
  return {
    name: VERIFIED_DOMAINS,
    schema: new URL('./schema.sql', import.meta.url),
    tables: ['verified_domains_v1'],
    handles: ({ type, stream }) => organizations.includes(stream) && TYPES.has(type),

    async handle(events, transaction) {
      // The newest event of each domain decides.
      const newest = new Map(events.map((event) => [event.data['domain_id'], event]));
      const changed = [...newest.values()].filter(({ type }) => type !== 'OrganizationDeleted');
      const verified = changed.filter(({ type }) => type === 'DomainVerified');
      const removed = changed.filter(({ type }) => type !== 'DomainVerified');
      const deleted = events.filter(({ type }) => type === 'OrganizationDeleted');
      if (verified.length > 0)
        await transaction.query(ADD, [
          verified.map(domainOf),
          verified.map(organizationOf),
          verified.map(({ recordedAt }) => recordedAt),
        ]);
      if (removed.length > 0) await transaction.query(REMOVE, [removed.map(domainOf)]);
      if (deleted.length > 0) await transaction.query(REMOVE_ALL, [deleted.map(organizationOf)]);
    },
  };
}

function domainOf({ data }: StoredEvent): unknown {
  return data['domain_id'];
}

function organizationOf({ stream }: StoredEvent): string | null {
  return organizationOfStream(stream);
}
