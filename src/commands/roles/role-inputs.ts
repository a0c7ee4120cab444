import { z } from 'zod';
import { isVisibleText } from '../../domain/clean-text.js';

const MAX_KEY_LENGTH = 64;
const MAX_PARENTS = 20;
const MAX_PERMISSIONS = 500;

/** Id or key of a role. */
export const roleReference = z
  .string()
  .min(1)
  .max(MAX_KEY_LENGTH)
  .toLowerCase()
  .meta({ description: 'The id or the key of the role.', example: 'support' });

export const roleKey = z
  .string()
  .regex(/^[a-z][a-z0-9_-]{0,62}$/, { error: 'Must be a word of lower-case letters, digits, _ and -.' })
  .meta({ example: 'support' });

/** Key of a permission of an app. */
export const permissionKey = z
  .string()
  .max(MAX_KEY_LENGTH)
  .regex(/^[a-z][a-z0-9_]*(:[a-z][a-z0-9_]*)+$/, {
    error: 'Must be words with colons, such as orders:refund.',
  })
  .meta({ example: 'orders:refund' });

export const roleText = z.string().max(256).meta({ example: 'Answers customers' });

export const roleProperties = z.strictObject({
  name: z
    .string()
    .min(1)
    .max(64)
    .refine(isVisibleText, { error: 'Must contain a visible character.' })
    .meta({ example: 'Support' }),
  description: roleText.default(''),
  permissions: z
    .array(z.string().max(MAX_KEY_LENGTH))
    .max(MAX_PERMISSIONS)
    .transform((keys) => [...new Set(keys)])
    .meta({ example: ['users:read'] }),
  inherits: z
    .array(roleReference)
    .max(MAX_PARENTS)
    .default([])
    .meta({ description: 'The ids or keys of the roles whose permissions this role has as well.' }),
});

/** Reason of a change, which the audit shows. */
export const changeReason = z.strictObject({ reason: z.string().max(200).optional() });
