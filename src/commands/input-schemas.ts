import { z } from 'zod';
import { isVisibleText } from '../domain/clean-text.js';
import { emailAddress } from '../domain/user/email-address.js';

/** Longer passwords are rejected before any hashing. */
const MAX_PASSWORD_LENGTH = 1024;

export const email = z
  .string()
  .max(320)
  .transform((typed, context) => {
    try {
      return emailAddress(typed);
    } catch {
      context.addIssue({ code: 'custom', message: 'Must be a valid email address.' });
      return z.NEVER;
    }
  })
  .meta({ format: 'email', example: 'ada@example.com' });

export const username = z
  .string()
  .min(1)
  .max(64)
  .refine((name) => name.trim() === name, { error: 'Must not start or end with a space.' })
  .refine(isVisibleText, { error: 'Must contain a visible character.' })
  .meta({ example: 'ada' });

/** User's own name for a factor. */
export const factorName = z
  .string()
  .min(1)
  .max(64)
  .refine(isVisibleText, { error: 'Must contain a visible character.' })
  .meta({ example: 'Phone' });

/** New password. The policy checks it further. */
export const newPassword = z.string().max(MAX_PASSWORD_LENGTH).meta({ format: 'password' });

/** Password to compare, exactly as received. */
export const password = z.string().max(MAX_PASSWORD_LENGTH).meta({ format: 'password' });

/** Token of an enrolment. Longer than every token. */
export const enrolmentToken = z.string().min(1).max(4096);

/** Token of a mailed link. */
export const linkToken = z.string().min(1).max(512);

/** Id of a person or thing. It has no place for a name or an address. */
export const subjectId = z.string().regex(/^[\w-]{1,64}$/);

/** Caller as events name it: `user:<id>`, `api_key:<id>`, `service` and others. */
export const actor = z.string().regex(/^[a-z_]+(:[\w-]{1,64})?$/);
