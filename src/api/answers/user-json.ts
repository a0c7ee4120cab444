import { z } from 'zod';
import type { Registered } from '../../domain/user/user.js';
import type { UserRow } from '../../projections/views/accounts/query.js';

/** An account for its owner. */
export const userJson = z
  .strictObject({
    id: z
      .int()
      .nullable()
      .meta({ description: 'The sequence number of the registration; null while `Consistency: pending`.' }),
    user_id: z.uuid(),
    email: z.string(),
    username: z.string(),
    is_active: z.boolean(),
    is_verified: z.boolean(),
  })
  .meta({ id: 'User' });

/** An account for administrators. */
export const userRecordJson = userJson
  .extend({ registered_at: z.iso.datetime(), updated_at: z.iso.datetime() })
  .meta({ id: 'UserRecord' });

export const userPageJson = z
  .strictObject({ items: z.array(userRecordJson), next_cursor: z.string().nullable() })
  .meta({ id: 'UserPage' });

/** @param id the sequence number, which only the read model has, or null */
export function toUserJson(account: Registered, id: number | null): z.input<typeof userJson> {
  return {
    id,
    user_id: account.id,
    email: account.email,
    username: account.username,
    is_active: account.active,
    is_verified: account.verified,
  };
}

export function rowToUserJson(row: UserRow): z.input<typeof userJson> {
  const { id, user_id, email, username, is_active, is_verified } = row;
  return { id, user_id, email, username, is_active, is_verified };
}

export function rowToUserRecordJson(row: UserRow): z.input<typeof userRecordJson> {
  return {
    ...rowToUserJson(row),
    registered_at: row.registered_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
  };
}
