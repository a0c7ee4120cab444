import type { Pool } from 'pg';
import type { ClaimStream, InvitationId, OrganizationId, UserId } from '../../../domain/ids.js';
import type { Position } from '../../../eventstore/port.js';

interface Page {
  readonly after: Position;
  readonly limit: number;
}

/** The ids of a page, and the position to continue after; null on the last page. */
export interface ListedInvitations {
  readonly ids: InvitationId[];
  readonly next: Position | null;
}

/** Index: invitations_v1_in_order. */
const OF_ORGANIZATION = `
  select invitation_id as id, position from credence_read.invitations
  where organization_id = $3 and open and position > $1 order by position limit $2`;

/** Index: invitations_v1_by_claim. */
const OF_CLAIM = `
  select invitation_id as id, position from credence_read.invitations
  where claim = $3 and open and position > $1 order by position limit $2`;

/** Lists the open invitations of an organisation. Some may have expired. */
export async function listInvitations(
  pool: Pool,
  organizationId: OrganizationId,
  page: Page,
): Promise<ListedInvitations> {
  return await list(pool, OF_ORGANIZATION, organizationId, page);
}

/** Lists the open invitations of an address by its claim stream. Some may have expired. */
export async function listInvitationsOf(
  pool: Pool,
  claim: ClaimStream,
  page: Page,
): Promise<ListedInvitations> {
  return await list(pool, OF_CLAIM, claim, page);
}

async function list(
  pool: Pool,
  statement: string,
  of: string,
  { after, limit }: Page,
): Promise<ListedInvitations> {
  const { rows } = await pool.query<{ id: InvitationId; position: Position }>(statement, [after, limit, of]);
  const last = rows.length === limit ? rows.at(-1) : undefined;
  return { ids: rows.map(({ id }) => id), next: last?.position ?? null };
}

/** An invitation with the subject of a key that encrypts its address. */
export interface InvitationKey {
  readonly id: InvitationId;
  readonly keyId: string;
}

const KEY = 'select invitation_id as id, key_id as "keyId" from credence_read.invitations';

/** Indexes: invitations_v1_by_claim, invitations_v1_by_user. */
const KEYS_OF_PERSON = `${KEY} where claim = $1 or user_id = $2`;

/** Index: invitations_v1_in_order. */
const KEYS_OF_ORGANIZATION = `${KEY} where organization_id = $1`;

/**
 * Finds the keys of the invitations of a person, also of ended ones.
 *
 * @param claim the claim on the address that the person has proved, or null
 */
export async function findKeysOfInvitee(
  pool: Pool,
  { claim, userId }: { readonly claim: ClaimStream | null; readonly userId: UserId },
): Promise<InvitationKey[]> {
  return (await pool.query<InvitationKey>(KEYS_OF_PERSON, [claim, userId])).rows;
}

/** Finds the keys of the invitations that an organisation has sent, also of ended ones. */
export async function findKeysOfOrganization(pool: Pool, id: OrganizationId): Promise<InvitationKey[]> {
  return (await pool.query<InvitationKey>(KEYS_OF_ORGANIZATION, [id])).rows;
}
