import { z } from 'zod';

/** An answer that only tells that something was done. */
export const messageJson = z.strictObject({ message: z.string() }).meta({ id: 'Message' });
