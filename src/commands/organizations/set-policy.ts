import { z } from 'zod';
import type { OrganizationId } from '../../domain/ids.js';
import { requireFounded } from '../../domain/organization/decisions.js';
import type { Organization } from '../../domain/organization/organization.js';
import { organizationAt } from '../../domain/organization/organization.js';
import { setPolicy as decide } from '../../domain/organization/policy.js';
import { requirePowerOverMembers } from '../../domain/organization/power.js';
import type { Authority } from '../../domain/roles/escalation.js';
import type { Cause } from '../../eventstore/codec.js';
import { factsOf, memberStreams } from '../../eventstore/folding/load-member.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle, handleGuarded } from '../handle.js';
import type { RoleManager } from '../steps/access/authority.js';
import { authorityIn } from './authority-in.js';
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
  { log }: Pick<CommandDependencies, 'log'>,
  id: OrganizationId,
  { require_mfa: requireMfa, max_session_age_s: maxSessionAgeS, token_ttl_s: tokenTtlS }: Policy,
  { revision, manager }: { readonly revision: number | null; readonly manager: RoleManager },
  cause: Cause,
): Promise<ChangedOrganization> {
  const decideBy = (before: Organization, authority: Authority) => {
    requireFounded(before);
    requirePowerOverMembers(authority);
    return { organization: decide(before, { requireMfa, maxSessionAgeS, tokenTtlS }, revision) };
  };
  if (manager.person === null) {
    const streams = { organization: organizationAt(id) };
    const { states, position } = await handle(log, cause, streams, (before) =>
      decideBy(before.organization, manager.authority),
    );
    return { organization: requireFounded(states.organization), position };
  }
  // The organisation comes last, because its events complete the command.
  const { organization, ...others } = memberStreams({ organizationId: id, userId: manager.person });
  const { states, position } = await handleGuarded(log, cause, { ...others, organization }, (before) =>
    decideBy(before.organization, authorityIn(factsOf(before), manager)),
  );
  return { organization: requireFounded(states.organization), position };
}

type Policy = z.output<typeof policySchema>;
