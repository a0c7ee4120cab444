import { z } from 'zod';
import { emailAddress } from '../domain/user/email-address.js';

/** Longer input is no password of ours and is refused before any work is done for it. */
const LONGEST_INPUT = 1024;

export const email = z
  .string()
  .max(320)
  .transform((typed, context) => {
    try {
      return emailAddress(typed);
    } catch {
      context.addIssue({ code: 'custom', message: 'This is not an e-mail address.' });
      return z.NEVER;
    }
  })
  .meta({ format: 'email', example: 'ada@example.com' });

export const username = z
  .string()
  .min(1)
  .max(64)
  .refine((name) => name.trim() === name, { error: 'A name neither starts nor ends with a space.' })
  .meta({ example: 'ada' });

/** A password that is to be set; the policy has more to say of it. */
export const newPassword = z.string().max(LONGEST_INPUT).meta({ format: 'password' });

/** A password that is to be compared, exactly as received. */
export const password = z.string().max(LONGEST_INPUT).meta({ format: 'password' });

/** The token of a mailed link. */
export const linkToken = z.string().min(1).max(512);
