import { z } from 'zod';

/** A confirmation for people. */
export const messageJson = z.strictObject({ message: z.string() }).meta({ id: 'Message' });
