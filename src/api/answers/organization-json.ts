import { z } from 'zod';
import { reasonIn, permissionsOfMember, roleSetIn, rolesIn } from '../../domain/organization/access.js';
import type { MemberFacts } from '../../domain/organization/access.js';
import type { MemberIds } from '../../domain/organization/membership.js';
import type { Founded } from '../../domain/organization/organization.js';
import { findRole } from '../../domain/roles/role-set.js';

const organizationShape = {
  id: z.uuid(),
  name: z.string(),
  slug: z.string(),
  status: z.enum(['active', 'suspended']),
  founded_at: z.iso.datetime(),
};

export const organizationJson = z
  .strictObject({ ...organizationShape, owners: z.array(z.uuid()) })
  .meta({ id: 'Organization' });
export const organizationPageJson = z
  .strictObject({ items: z.array(organizationJson), next_cursor: z.string().nullable() })
  .meta({ id: 'OrganizationPage' });

export const ownOrganizationJson = z
  .strictObject({
    ...organizationShape,
    roles: z.array(z.string()).meta({ description: 'The keys of the roles of the person there.' }),
  })
  .meta({ id: 'OwnOrganization' });
export const ownOrganizationPageJson = z
  .strictObject({ items: z.array(ownOrganizationJson), next_cursor: z.string().nullable() })
  .meta({ id: 'OwnOrganizationPage' });

export const organizationTokenJson = z
  .strictObject({
    access_token: z.string(),
    token_type: z.literal('bearer'),
    expires_in: z.int().meta({ description: 'Seconds. There is no refresh token; the client asks again.' }),
    organization_id: z.uuid(),
  })
  .meta({ id: 'OrganizationToken' });

const memberShape = {
  user_id: z.uuid(),
  username: z.string().meta({ description: 'Empty after the erasure of the person.' }),
  status: z.enum(['active', 'suspended']),
  owner: z.boolean(),
  roles: z.array(z.string()).meta({ description: 'The keys of the assigned roles.' }),
  joined_at: z.iso.datetime(),
};
export const memberJson = z.strictObject(memberShape).meta({ id: 'Member' });
export const memberPageJson = z
  .strictObject({ items: z.array(memberJson), next_cursor: z.string().nullable() })
  .meta({ id: 'MemberPage' });
export const memberAccessJson = z
  .strictObject({
    ...memberShape,
    permissions: z.array(z.strictObject({ key: z.string(), because: z.array(z.string()) })).meta({
      description: 'The permissions of the membership, each with the roles that lead to it.',
    }),
  })
  .meta({ id: 'MemberAccess' });

function shared({ id, name, slug, isSuspended, foundedAt }: Founded) {
  const status = isSuspended ? ('suspended' as const) : ('active' as const);
  return { id, name, slug, status, founded_at: foundedAt.toISOString() };
}

/** Returns an organisation as its administrators see it. */
export function toOrganizationJson(organization: Founded): z.input<typeof organizationJson> {
  return { ...shared(organization), owners: [...organization.owners] };
}

/** Returns an organisation as a member sees it. */
export function toOwnOrganizationJson(
  organization: Founded,
  facts: MemberFacts,
): z.input<typeof ownOrganizationJson> {
  return { ...shared(organization), roles: rolesIn(facts).map(({ key }) => key) };
}

/** Returns a member. */
export function toMemberJson(
  facts: MemberFacts,
  organization: Founded,
  { userId }: Pick<MemberIds, 'userId'>,
): z.input<typeof memberJson> {
  const { membership, person } = facts;
  const set = roleSetIn(facts);
  return {
    user_id: userId,
    username: person.user.status === 'registered' ? person.user.username : '',
    status: membership.status === 'suspended' ? 'suspended' : 'active',
    owner: organization.owners.has(userId),
    roles: [...membership.roles].flatMap((id) => findRole(set, id)?.key ?? []),
    joined_at: (membership.since ?? organization.foundedAt).toISOString(),
  };
}

/** Returns a member with the permissions of the membership. */
export function toMemberAccessJson(
  facts: MemberFacts,
  organization: Founded,
  ids: Pick<MemberIds, 'userId'>,
): z.input<typeof memberAccessJson> {
  const permissions = [...permissionsOfMember(facts)].sort();
  return {
    ...toMemberJson(facts, organization, ids),
    permissions: permissions.map((key) => ({ key, because: reasonIn(facts, key) })),
  };
}
