import { z } from 'zod';
import { defineEvent, internal, personal, personalOrNull } from '../event.js';
import type { EventOf } from '../event.js';
import {
  connectionIdSchema,
  nameClaimStreamSchema,
  organizationIdSchema,
  userIdSchema,
  uuidSchema,
} from '../ids.js';

const name = personal('organization_name');
const reason = personalOrNull('change_reason');

export const organizationEvents = [
  /** A person founded an organisation. The slug is its name in URLs, which `slug_claim` keeps unique. */
  defineEvent('OrganizationCreated', {
    name,
    slug: name,
    slug_claim: internal(nameClaimStreamSchema),
    owner_id: userIdSchema,
  }),
  defineEvent('OrganizationRenamed', { name }),
  defineEvent('OrganizationSlugChanged', {
    slug: name,
    claim: internal(nameClaimStreamSchema),
    previous_claim: internal(nameClaimStreamSchema),
  }),
  /** A name that was claimed for the organisation was not used in time, and is free. */
  defineEvent('OrganizationNameLapsed', { claim: internal(nameClaimStreamSchema) }),
  defineEvent('OwnerAdded', { user_id: userIdSchema }),
  defineEvent('OwnerRemoved', { user_id: userIdSchema }),
  /** The organisation says that a domain is its own. The domain counts once it is verified. */
  defineEvent('DomainAdded', { domain_id: uuidSchema, domain: name }),
  /** The proof was found: for the first time, or again after it was missed. */
  defineEvent('DomainVerified', { domain_id: uuidSchema, claim: internal(nameClaimStreamSchema) }),
  /** A daily check did not find the proof of a verified domain, which lapses unless the proof comes back in time. */
  defineEvent('DomainProofMissed', { domain_id: uuidSchema }),
  /** People with addresses of the domain sign in by this connection only; null: by every way. */
  defineEvent('DomainEnforcementSet', {
    domain_id: uuidSchema,
    connection_id: connectionIdSchema.nullable(),
  }),
  /** The proof of the domain is gone. The domain is ignored until it is verified again, here or elsewhere. */
  defineEvent('DomainVerificationLapsed', { domain_id: uuidSchema, claim: internal(nameClaimStreamSchema) }),
  /** The claim is null if the domain was not verified. */
  defineEvent('DomainRemoved', {
    domain_id: uuidSchema,
    claim: internal(nameClaimStreamSchema.nullable()),
  }),
  /**
   * The demands on the sessions of members are others. With `reduces` they are stricter, and tokens that were issued before
   * are refused.
   */
  defineEvent('OrganizationPolicySet', {
    require_mfa: z.boolean(),
    max_session_age_s: z.int().nullable(),
    token_ttl_s: z.int().nullable(),
    reduces: z.boolean(),
  }),
  /** Until it is resumed, its members have no permission in it, and its tokens are refused. */
  defineEvent('OrganizationSuspended', { reason }),
  defineEvent('OrganizationResumed', { reason }),
  /** The organisation is gone for good. Its data keys are destroyed next. */
  defineEvent('OrganizationDeleted', {}),
] as const;

/** The ways in which a membership began. */
export const membershipOrigin = z.enum(['creation', 'invitation', 'administrator', 'connection']);
export type MembershipOrigin = z.output<typeof membershipOrigin>;

const member = { organization_id: organizationIdSchema, user_id: userIdSchema };

export const membershipEvents = [
  /** `via_id` names the invitation or the connection that a membership began with. */
  defineEvent('MembershipStarted', {
    ...member,
    role_ids: z.array(uuidSchema),
    via: membershipOrigin,
    via_id: uuidSchema.nullable(),
  }),
  defineEvent('RoleAssigned', { ...member, role_id: uuidSchema }),
  defineEvent('RoleUnassigned', { ...member, role_id: uuidSchema }),
  defineEvent('MembershipSuspended', { ...member, reason }),
  defineEvent('MembershipResumed', { ...member, reason }),
  /** The tokens of the member for this organisation are refused from here on. The sessions go on. */
  defineEvent('MemberSignedOut', member),
  defineEvent('MembershipEnded', { ...member, reason: z.enum(['left', 'removed', 'erased']) }),
] as const;

export type OrganizationEvent = EventOf<(typeof organizationEvents)[number]>;
export type MembershipEvent = EventOf<(typeof membershipEvents)[number]>;
