import { z } from 'zod';
import type { ChangedOrganization } from '../../commands/organizations/found-organization.js';
import { policySchema, previewPolicy, setPolicy } from '../../commands/organizations/set-policy.js';
import { requireFounded } from '../../domain/organization/decisions.js';
import { organizationAt } from '../../domain/organization/organization.js';
import type { OrganizationPolicy } from '../../domain/organization/policy.js';
import { loadState } from '../../eventstore/folding/load-state.js';
import {
  policyPreviewAnswer,
  policyPreviewJson,
  policyPreviewQuery,
} from '../organizations/policy-preview.js';
import { requireRecentProof } from '../http/authentication/administrators.js';
import { causeOf } from '../http/requests/cause.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import type { RouteDependencies } from './dependencies.js';
import { organizationPath } from './organizations.js';

const policyJson = policySchema.meta({ id: 'OrganizationPolicy' });
const changedPolicyJson = z.union([policyJson, policyPreviewJson]).meta({ id: 'ChangedOrganizationPolicy' });
const shared = {
  path: '/v1/organizations/{organization_id}/policy',
  tag: 'Organisations',
  auth: 'member',
  params: organizationPath,
} as const;

/** Routes for the policy of an organisation. */
export function organizationPolicyRoutes(dependencies: RouteDependencies): Route[] {
  const { commands } = dependencies;
  const { log } = commands;
  return [
    defineRoute({
      ...shared,
      method: 'get',
      operation: 'readOrganizationPolicy',
      summary: 'Returns the demands of an organisation on the sessions of its members.',
      permission: 'policy:read',
      answers: { 200: { description: 'The policy.', body: policyJson } },
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
      query: policyPreviewQuery,
      body: policySchema,
      ifMatch: true,
      answers: { 200: { description: 'The policy, or its preview.', body: changedPolicyJson } },
      refusals: ['invalid_cursor', 'exceeds_own_permissions', 'reauthentication_required'],
      async handle({ params: { organization_id: id }, query, body, context, caller, ifMatch: revision }) {
        const by = { revision, manager: caller };
        if (query.dry_run === 'true') {
          const preview = await previewPolicy(commands, id, body, by);
          const answer = await policyPreviewAnswer(dependencies, id, preview, query.cursor, context.now);
          return { status: 200, body: answer };
        }
        await requireRecentProof(commands, caller, context.now);
        const cause = causeOf(context, caller);
        return policyAnswer(await setPolicy(commands, id, body, by, cause));
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
