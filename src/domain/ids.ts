import { v5 as uuidv5 } from 'uuid';
import { z } from 'zod';

/**
 * Parses a UUID. Input may use either case, and the result is in lower case (RFC 9562 §4): streams are named by it.
 */
export const uuidSchema = z.uuid().toLowerCase();

/** Parses the id of a user account. */
export const userIdSchema = uuidSchema.brand<'UserId'>();
export type UserId = z.output<typeof userIdSchema>;

/** Parses the id of a session (`sid`). */
export const sessionIdSchema = uuidSchema.brand<'SessionId'>();
export type SessionId = z.output<typeof sessionIdSchema>;

/** Parses the id of an organisation. */
export const organizationIdSchema = uuidSchema.brand<'OrganizationId'>();
export type OrganizationId = z.output<typeof organizationIdSchema>;

/** Parses the id of a connection to the identity provider of an organisation. */
export const connectionIdSchema = uuidSchema.brand<'ConnectionId'>();
export type ConnectionId = z.output<typeof connectionIdSchema>;

/** Parses the id of an invitation. */
export const invitationIdSchema = uuidSchema.brand<'InvitationId'>();
export type InvitationId = z.output<typeof invitationIdSchema>;

/** Parses the id of a second factor or a passkey. */
export const factorIdSchema = uuidSchema.brand<'FactorId'>();
export type FactorId = z.output<typeof factorIdSchema>;

/** Parses the id of a sign-in that waits for its second factor. */
export const pendingSignInIdSchema = uuidSchema.brand<'PendingSignInId'>();
export type PendingSignInId = z.output<typeof pendingSignInIdSchema>;

/** Parses the id of an event. */
export const eventIdSchema = uuidSchema.brand<'EventId'>();
export type EventId = z.output<typeof eventIdSchema>;

/** Parses the id of a code that was sent to a person. The link beside it names it, as other links name their event. */
export const codeIdSchema = eventIdSchema.brand<'CodeId'>();
export type CodeId = z.output<typeof codeIdSchema>;

/** Parses the name of a claim stream: `claim-<pepper number>.<fingerprint>`. It never contains the claimed value. */
export const claimStreamSchema = z
  .string()
  .refine((name) => name.startsWith('claim-'))
  .brand<'ClaimStream'>();
export type ClaimStream = z.output<typeof claimStreamSchema>;

/** Parses the name of the claim stream of an organisation's name. It never contains the claimed name. */
export const nameClaimStreamSchema = z
  .string()
  .refine((name) => name.startsWith('name_claim-'))
  .brand<'NameClaimStream'>();
export type NameClaimStream = z.output<typeof nameClaimStreamSchema>;

/**
 * Derives an id from a name in a namespace (UUID version 5, RFC 9562 §5.5). The same input always gives the same id, so
 * that a repeated command creates nothing twice.
 *
 * @param schema the schema of the id's type
 * @param namespace a UUID
 */
export function deriveId<Schema extends z.ZodType>(
  schema: Schema,
  name: string,
  namespace: string,
): z.output<Schema> {
  return schema.parse(uuidv5(name, namespace));
}
