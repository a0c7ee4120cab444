import { z } from 'zod';
import { addDomain } from '../../commands/domains/add-domain.js';
import { enforceConnection } from '../../commands/domains/enforce-connection.js';
import { verifyDomain } from '../../commands/domains/verify-domain.js';
import { changeSettings } from '../../commands/steps/access/change-settings.js';
import { connectionIdSchema } from '../../domain/ids.js';
import type { OrganizationId } from '../../domain/ids.js';
import { requireFounded } from '../../domain/organization/decisions.js';
import {
  findDomain,
  removeDomain,
  requireDomain,
  UnknownDomain,
} from '../../domain/organization/domain-decisions.js';
import type { OrganizationDomain } from '../../domain/organization/domains.js';
import { organizationAt } from '../../domain/organization/organization.js';
import { loadState } from '../../eventstore/folding/load-state.js';
import { domainAnswer, domainListJson, toDomainJson } from '../answers/domain-json.js';
import { messageJson } from '../answers/message-json.js';
import { requireRecentProof } from '../http/authentication/administrators.js';
import { causeOf } from '../http/requests/cause.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import type { RouteDependencies } from './dependencies.js';
import { organizationPath } from './organizations.js';

const path = '/v1/organizations/{organization_id}/domains';
const domainPath = `${path}/{domain_id}` as const;
const domainParams = organizationPath.extend({ domain_id: z.uuid() });
const changing = ['exceeds_own_permissions', 'reauthentication_required'] as const;
const write = { tag: 'Organisations', auth: 'member', permission: 'domains:write' } as const;

/** Routes for the domains of an organisation. */
export function domainRoutes({ commands }: RouteDependencies): Route[] {
  const { log, domainProof } = commands;
  const toJson = (domain: OrganizationDomain, id: OrganizationId) => toDomainJson(domain, id, domainProof);
  return [
    defineRoute({
      method: 'get',
      path,
      operation: 'listDomains',
      summary: 'Lists the domains of an organisation, with the DNS records that prove them.',
      tag: 'Organisations',
      auth: 'member',
      permission: 'domains:read',
      params: organizationPath,
      answers: { 200: { description: 'All domains.', body: domainListJson } },
      refusals: [],
      async handle({ params: { organization_id: id } }) {
        const { domains } = requireFounded(await loadState(log, organizationAt(id)));
        return { status: 200, body: { items: [...domains.values()].map((domain) => toJson(domain, id)) } };
      },
    }),
    defineRoute({
      ...write,
      method: 'post',
      path,
      operation: 'addDomain',
      summary: 'Adds a domain. It counts after its DNS record is in place and it is verified.',
      params: organizationPath,
      body: z.strictObject({ domain: z.string().min(1).max(253).meta({ example: 'example.com' }) }),
      answers: { 201: domainAnswer },
      refusals: [...changing, 'domain_refused', 'domain_limit', 'unknown_domain'],
      async handle({ params: { organization_id: organizationId }, body, context, caller }) {
        await requireRecentProof(commands, caller, context.now);
        const added = { organizationId, text: body.domain };
        const cause = causeOf(context, caller);
        const { organization, domain, position } = await addDomain(commands, added, caller, cause);
        const found = findDomain(organization, domain);
        // A repeat of the request may come after the removal.
        if (found === null) throw new UnknownDomain();
        return { status: 201, body: toJson(found, organizationId), position };
      },
    }),
    defineRoute({
      ...write,
      method: 'post',
      path: `${domainPath}/verify`,
      operation: 'verifyDomain',
      summary: 'Looks for the DNS record of a domain, and verifies the domain.',
      params: domainParams,
      answers: { 200: domainAnswer },
      refusals: [...changing, 'unknown_domain', 'domain_proof_missing', 'domain_taken'],
      async handle({ params: { organization_id: organizationId, domain_id: id }, context, caller }) {
        await requireRecentProof(commands, caller, context.now);
        const ids = { id, organizationId };
        const { organization, position } = await verifyDomain(
          commands,
          ids,
          caller,
          causeOf(context, caller),
        );
        return { status: 200, body: toJson(requireDomain(organization, id), organizationId), position };
      },
    }),
    defineRoute({
      ...write,
      method: 'patch',
      path: domainPath,
      operation: 'changeDomain',
      summary:
        'Demands the connection by which people with addresses of a domain sign in, or opens every way.',
      params: domainParams,
      body: z.strictObject({
        enforce_connection: connectionIdSchema.nullable().meta({
          description: 'An enabled connection of the organisation; null opens every way to sign in.',
        }),
      }),
      answers: { 200: domainAnswer },
      refusals: [
        ...changing,
        'connection_incomplete',
        'domain_proof_missing',
        'unknown_connection',
        'unknown_domain',
      ],
      async handle({ params: { organization_id: organizationId, domain_id: id }, body, context, caller }) {
        await requireRecentProof(commands, caller, context.now);
        const enforced = { organizationId, domainId: id, connectionId: body.enforce_connection };
        const cause = causeOf(context, caller);
        const { organization, position } = await enforceConnection(commands, enforced, caller, cause);
        return { status: 200, body: toJson(requireDomain(organization, id), organizationId), position };
      },
    }),
    defineRoute({
      ...write,
      method: 'delete',
      path: domainPath,
      operation: 'removeDomain',
      summary: 'Removes a domain. Another organisation can verify it soon after.',
      params: domainParams,
      answers: { 200: { description: 'The domain is removed.', body: messageJson } },
      refusals: changing,
      async handle({ params: { organization_id: organizationId, domain_id: id }, context, caller }) {
        await requireRecentProof(commands, caller, context.now);
        const cause = causeOf(context, caller);
        const { position } = await changeSettings(commands, organizationId, caller, cause, (organization) =>
          removeDomain(organization, id),
        );
        return { status: 200, body: { message: 'The domain is removed.' }, position };
      },
    }),
  ];
}
