import { z } from 'zod';

/** The token of a sign-in that waits for its second factor. */
export const mfaTokenField = z
  .string()
  .min(1)
  .max(512)
  .meta({ description: 'The `mfa_token` of the answer `mfa_required`.' });
