import { z } from 'zod';
import { checkedBy } from './json-document.js';
import { countLines, readJsonLines } from './json-lines.js';
import type { UserFormat } from './format.js';

const account = z.object({
  user_id: z.string(),
  email: z.string().optional(),
  email_verified: z.boolean().default(false),
  blocked: z.boolean().default(false),
  created_at: z.string().nullish(),
  nickname: z.string().nullish(),
  name: z.string().nullish(),
  /** Only in the file with hashes that Auth0's support makes. */
  passwordHash: z.string().nullish(),
});

/** The export of a user import/export job, and the file with hashes that support adds: a JSON object in each line. */
export const auth0: UserFormat = {
  title: 'Auth0',
  open: async (file) => ({
    total: await countLines(file),
    rows: readJsonLines(file, checkedBy(account, userOf)),
  }),
};

function userOf(one: z.output<typeof account>): object {
  return {
    id: one.user_id,
    email: one.email,
    username: one.nickname ?? one.name,
    password_hash: one.passwordHash ?? null,
    verified: one.email_verified,
    active: !one.blocked,
    registered_at: one.created_at ?? null,
  };
}
