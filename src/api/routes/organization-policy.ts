import type { z } from 'zod';
import type { ChangedOrganization } from '../../commands/organizations/found-organization.js';
import { policySchema, setPolicy } from '../../commands/organizations/set-policy.js';
import { requireFounded } from '../../domain/organization/decisions.js';
import { organizationAt } from '../../domain/organization/organization.js';
import type { OrganizationPolicy } from '../../domain/organization/policy.js';
import { loadState } from '../../eventstore/folding/load-state.js';
import { requireRecentProof } from '../http/authentication/administrators.js';
import { causeOf } from '../http/requests/cause.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import type { RouteDependencies } from './dependencies.js';
import { organizationPath } from './organizations.js';

const policyJson = policySchema.meta({ id: 'OrganizationPolicy' });
const shared = {
  path: '/v1/organizations/{organization_id}/policy',
  tag: 'Organisations',
  auth: 'member',
  params: organizationPath,
  answers: { 200: { description: 'The policy.', body: policyJson } },
} as const;

/** Routes for the policy of an organisation. */
export function organizationPolicyRoutes({ commands }: RouteDependencies): Route[] {
  const { log } = commands;
  return [
    defineRoute({
      ...shared,
      method: 'get',
      operation: 'readOrganizationPolicy',
      summary: 'Returns the demands of an organisation on the sessions of its members.',
      permission: 'policy:read',
      refusals: [],
      async handle({ params }) {
        const organization = requireFounded(await loadState(log, organizationAt(params.organization_id)));
        return policyAnswer({ organization, position: null });
      },
    }),
    defineRoute({
      ...shared,
      method: 'put',
      operation: 'setOrganizationPolicy',
      summary: 'Replaces these demands. Stricter ones end the tokens for the organisation.',
      permission: 'policy:write',
      body: policySchema,
      ifMatch: true,
      refusals: ['exceeds_own_permissions', 'reauthentication_required'],
      async handle({ params, body, context, caller, ifMatch: revision }) {
        await requireRecentProof(commands, caller, context.now);
        const by = { revision, manager: caller };
        const cause = causeOf(context, caller);
        return policyAnswer(await setPolicy(commands, params.organization_id, body, by, cause));
      },
    }),
  ];
}

function policyAnswer({ organization: { policy, revision }, position }: ChangedOrganization) {
  return { status: 200, body: toPolicyJson(policy), position, revision } as const;
}

function toPolicyJson(policy: OrganizationPolicy): z.input<typeof policyJson> {
  return {
    require_mfa: policy.requireMfa,
    max_session_age_s: policy.maxSessionAgeS,
    token_ttl_s: policy.tokenTtlS,
  };
}
