import { createHmac, timingSafeEqual } from 'node:crypto';
import { deriveKey } from '../../security/keys/derive-key.js';
import { Problem } from '../http/problems/problem.js';

/** The cursors of REST, each bound to its list: the caller, the route and the filters. */
export interface ListCursors {
  seal(cursor: string, list: string): string;
  /** @throws Problem invalid_cursor: it belongs to another list or caller, or is invented */
  open(sealed: string, list: string): string;
}

/** Bytes of the MAC, of which 22 characters are the text. */
const MAC_BYTES = 16;
const MAC_LENGTH = 22;

/** Creates the cursors of a deployment. All instances accept them. */
export function listCursors(masterSecret: string): ListCursors {
  const key = deriveKey(masterSecret, 'graphql cursors');

  function macOf(cursor: string, list: string): string {
    const mac = createHmac('sha256', key)
      .update(JSON.stringify([list, cursor]))
      .digest();
    return mac.subarray(0, MAC_BYTES).toString('base64url');
  }

  return {
    seal: (cursor, list) => macOf(cursor, list) + cursor,
    open(sealed, list) {
      const cursor = sealed.slice(MAC_LENGTH);
      const expected = Buffer.from(macOf(cursor, list));
      const presented = Buffer.from(sealed.slice(0, MAC_LENGTH));
      if (presented.length === expected.length && timingSafeEqual(presented, expected)) return cursor;
      throw new Problem('invalid_cursor');
    },
  };
}
