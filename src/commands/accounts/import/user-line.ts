import { z } from 'zod';
import { deriveId, userIdSchema, uuidSchema } from '../../../domain/ids.js';
import type { UserId } from '../../../domain/ids.js';
import type { EmailAddress } from '../../../domain/user/email-address.js';
import { parseStoredHash } from '../../../security/passwords/hash-format.js';
import * as fields from '../../input-schemas.js';

const MAX_NAME = 64;
const MAX_ID = 256;
const MAX_HASH = 1024;
/** Namespace of the user ids that derive from the ids of other systems. */
const NAMESPACE = 'a5d8b0d3-6c7e-4f21-9a4e-3b7f0c1d2e68';

const TRUE = /^(?:true|t|yes|y|1)$/i;
const FALSE = /^(?:false|f|no|n|0|)$/i;

/** A truth value as JSON, SQL and CSV write it. */
const flag = z
  .union([z.boolean(), z.number(), z.string()])
  .nullable()
  .transform((value, context) => {
    const text = String(value ?? '').trim();
    if (TRUE.test(text)) return true;
    if (FALSE.test(text)) return false;
    context.addIssue({ code: 'custom', message: 'Must be true or false.' });
    return z.NEVER;
  });

const instant = z
  .union([z.date(), z.string(), z.number()])
  .nullable()
  .transform((value, context) => {
    if (value === null || value === '') return null;
    const date = new Date(value);
    if (!Number.isNaN(date.getTime())) return date;
    context.addIssue({ code: 'custom', message: 'Must be a date and time.' });
    return z.NEVER;
  });

const passwordHash = z
  .string()
  .max(MAX_HASH)
  .nullable()
  .transform((text, context) => {
    const hash = text?.trim() ?? '';
    if (hash === '') return null;
    if (parseStoredHash(hash) !== null) return hash;
    context.addIssue({
      code: 'custom',
      message: 'Is in no known format, or its parameters are out of bounds.',
    });
    return z.NEVER;
  });

/** Account of another system, as every format of an import returns it. */
export const userLine = z
  .object({
    id: z.union([z.string().min(1).max(MAX_ID), z.int().transform(String)]),
    email: fields.email,
    username: z.string().nullish(),
    password_hash: passwordHash.default(null),
    verified: flag.default(false),
    active: flag.default(true),
    registered_at: instant.default(null),
    factors: z.record(z.string(), z.unknown()).nullish(),
  })
  .transform(({ username, ...line }) => ({ ...line, username: nameOf(username ?? '', line.email) }));

export type UserLine = z.output<typeof userLine>;

/** Returns the name if it is one, or else the part of the address before its host. */
function nameOf(name: string, email: EmailAddress): string {
  const shortened = [...name.trim()].slice(0, MAX_NAME).join('').trim();
  return (
    fields.username.safeParse(shortened).data ?? email.slice(0, email.lastIndexOf('@')).slice(0, MAX_NAME)
  );
}

/** Returns the id of an account: a UUID stays, and any other id of a source always leads to the same UUID. */
export function importedUserId(source: string, id: string): UserId {
  const uuid = uuidSchema.safeParse(id).data;
  return uuid === undefined
    ? deriveId(userIdSchema, JSON.stringify([source, id]), NAMESPACE)
    : userIdSchema.parse(uuid);
}
