import { z } from 'zod';
import { Problem } from '../problems/problem.js';
import { isCleanText } from '../../../domain/clean-text.js';

const MOST = 200;
const USUAL = 50;

/** The query of every list. */
export const pageQuery = z.strictObject({
  limit: z
    .string()
    .regex(/^[1-9]\d{0,2}$/)
    .transform(Number)
    .refine((limit) => limit <= MOST)
    .default(USUAL)
    .meta({ description: `The maximum number of items: 1 to ${MOST}, by default ${USUAL}.` }),
  cursor: z.string().max(512).optional().meta({ description: 'The `next_cursor` of the previous page.' }),
});

/** An opaque mark of the place in a list: the typed key after which the next page starts. */
export function encodeCursor(key: string | number): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/** @throws Problem invalid_cursor, for anything that was not encoded from such a key */
export function decodeCursor<Key>(cursor: string, schema: z.ZodType<Key>): Key {
  try {
    const key = schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
    // No store takes a key of any characters.
    if (typeof key !== 'string' || isCleanText(key)) return key;
  } catch {
    // Falls through to the one refusal.
  }
  throw new Problem('invalid_cursor');
}
