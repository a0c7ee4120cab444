import { z } from 'zod';

/** A confirmation for people. */
export const messageJson = z.strictObject({ message: z.string() }).meta({ id: 'Message' });

/** The end of a session. */
export const signedOutJson = messageJson
  .extend({
    logout_url: z.url().optional().meta({
      description:
        'The address at which the browser ends the session at the identity provider of the organisation too. Absent for other sessions.',
    }),
  })
  .meta({ id: 'SignedOut' });
