import { z } from 'zod';
import type { OrganizationId } from '../../domain/ids.js';
import { requireFounded } from '../../domain/organization/decisions.js';
import { setPolicy as decide } from '../../domain/organization/policy.js';
import type { OrganizationPolicy, PolicyPreview } from '../../domain/organization/policy.js';
import type { Cause } from '../../eventstore/codec.js';
import type { CommandDependencies } from '../dependencies.js';
import type { RoleManager } from '../steps/access/authority.js';
import { changeSettings, requireSettingsAuthority } from '../steps/access/change-settings.js';
import type { ChangedOrganization } from './found-organization.js';

const MINUTE_S = 60;
const DAY_S = 24 * 60 * MINUTE_S;

/** The policy as clients send it and see it. */
export const policySchema = z.strictObject({
  require_mfa: z.boolean().meta({ description: 'Whether members need a session of the level `aal2`.' }),
  max_session_age_s: z
    .int()
    .min(5 * MINUTE_S)
    .max(90 * DAY_S)
    .nullable()
    .meta({ description: 'The greatest age of the proof of the identity; null: as long as the session.' }),
  token_ttl_s: z.int().min(MINUTE_S).max(DAY_S).nullable().meta({
    description: 'The longest life of a token for the organisation; null: that of every access token.',
  }),
});

/**
 * Replaces the policy of an organisation. The caller needs every permission of an admin, because a policy can lock out any
 * member.
 *
 * @param revision the revision that the caller expects; null: any
 * @throws UnknownOrganization, RevisionMismatch, ExceedsOwnPermissions
 */
export async function setPolicy(
  dependencies: Pick<CommandDependencies, 'log'>,
  id: OrganizationId,
  input: Policy,
  { revision, manager }: { readonly revision: number | null; readonly manager: RoleManager },
  cause: Cause,
): Promise<ChangedOrganization> {
  return await changeSettings(dependencies, id, manager, cause, (organization) => {
    const { policy: before } = requireFounded(organization, revision);
    return decide(before, policyIn(input));
  });
}

/**
 * Returns the policy before and after a change without carrying it out. It refuses as the change would.
 *
 * @throws UnknownOrganization, RevisionMismatch, ExceedsOwnPermissions
 */
export async function previewPolicy(
  dependencies: Pick<CommandDependencies, 'log'>,
  id: OrganizationId,
  input: Policy,
  { revision, manager }: { readonly revision: number | null; readonly manager: RoleManager },
): Promise<PolicyPreview> {
  const organization = await requireSettingsAuthority(dependencies, id, manager);
  return { before: requireFounded(organization, revision).policy, after: policyIn(input) };
}

function policyIn(input: Policy): OrganizationPolicy {
  return {
    requireMfa: input.require_mfa,
    maxSessionAgeS: input.max_session_age_s,
    tokenTtlS: input.token_ttl_s,
  };
}

type Policy = z.output<typeof policySchema>;
