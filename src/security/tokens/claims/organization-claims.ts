import { z } from 'zod';
import { organizationIdSchema } from '../../../domain/ids.js';
import type { OrganizationGrant } from '../../../domain/organization/organization-grant.js';

/** The revisions of the organisation, of its roles and of the membership. */
const REVISIONS = /^(\d{1,15})\.(\d{1,15})\.(\d{1,15})$/;

const revisionsClaim = z
  .string()
  .regex(REVISIONS)
  .transform((text) => {
    const [organization = 0, ownRoles = 0, membership = 0] = text.split('.').map(Number);
    return { organization, ownRoles, membership };
  });

const organizationClaims = z.object({
  org_id: organizationIdSchema,
  roles: z.array(z.string()).nullable().default(null),
  org_rev: revisionsClaim,
});

/** The claims of a token about an organisation. */
interface OrganizationClaims {
  readonly org_id: string;
  readonly org_rev: string;
  readonly roles?: string[];
  /** The roles are too many for a token. The resource server asks for decisions. */
  readonly roles_overflow?: true;
}

/** Returns the claims of a token about an organisation: none if the token is for no organisation. */
export function claimsOfGrant(grant: OrganizationGrant | null): OrganizationClaims | Record<string, never> {
  if (grant === null) return {};
  const { organizationId, roles, revisions } = grant;
  const { organization, ownRoles, membership } = revisions;
  return {
    org_id: organizationId,
    org_rev: [organization, ownRoles, membership].join('.'),
    ...(roles === null ? { roles_overflow: true } : { roles: [...roles] }),
  };
}

/**
 * Reads the claims. A token with a part of them is invalid: without the others, it would pass for a token of the session.
 *
 * @throws ZodError
 */
export function grantOfClaims(payload: Readonly<Record<string, unknown>>): OrganizationGrant | null {
  if (payload['org_id'] === undefined && payload['org_rev'] === undefined) return null;
  const { org_id: organizationId, roles, org_rev: revisions } = organizationClaims.parse(payload);
  return { organizationId, roles, revisions };
}
