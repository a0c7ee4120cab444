import { z } from 'zod';
import { isCleanText } from '../../../domain/clean-text.js';
import { Problem } from '../problems/problem.js';

/** The most items of a page. */
export const MAX_LIMIT = 200;
const DEFAULT_LIMIT = 50;

/** The query parameters of every list. */
export const pageQuery = z.strictObject({
  limit: z
    .string()
    .regex(/^[1-9]\d{0,2}$/)
    .transform(Number)
    .refine((limit) => limit <= MAX_LIMIT)
    .default(DEFAULT_LIMIT)
    .meta({ description: `The maximum number of items: 1 to ${MAX_LIMIT}, by default ${DEFAULT_LIMIT}.` }),
  cursor: z.string().max(512).optional().meta({ description: 'The `next_cursor` of the previous page.' }),
});

/** Encodes the key after which the next page starts as an opaque cursor. */
export function encodeCursor(key: string | number): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/** @throws Problem invalid_cursor: the text is not a cursor with a key of this schema */
export function decodeCursor<Key>(cursor: string, schema: z.ZodType<Key>): Key {
  try {
    const key = schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
    // The stores reject control characters and invalid Unicode.
    if (typeof key !== 'string' || isCleanText(key)) return key;
  } catch {
    // A parse error is the same problem as an unclean key.
  }
  throw new Problem('invalid_cursor');
}
