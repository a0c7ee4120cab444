import { z } from 'zod';
import { UnreadableSource } from './format.js';
import type { UserFormat } from './format.js';
import { openJsonDocument, readJson } from './json-document.js';

const document = z.object({ users: z.array(z.unknown()) });

const account = z.object({
  localId: z.string(),
  email: z.string().optional(),
  emailVerified: z.boolean().default(false),
  displayName: z.string().nullish(),
  disabled: z.boolean().default(false),
  /** Milliseconds as text. */
  createdAt: z.string().nullish(),
  passwordHash: z.string().nullish(),
  salt: z.string().nullish(),
});

/** The password hash parameters of the console of a project. */
const parameters = z.object({
  base64_signer_key: z.string().min(1),
  base64_salt_separator: z.string().min(1),
  rounds: z.int().positive(),
  mem_cost: z.int().positive(),
});

/** The file of `firebase auth:export --format=json`, with the hash parameters of the project. */
export const firebase: UserFormat = {
  title: 'Firebase',
  open: async (file, { hashConfig }) => {
    if (hashConfig === null)
      throw new UnreadableSource(
        'the hashes need the parameters of the project; name their file with --hash-config',
      );
    const parsed = parameters.safeParse(await readJson(hashConfig));
    if (!parsed.success)
      throw new UnreadableSource(
        `${hashConfig} needs base64_signer_key, base64_salt_separator, rounds and mem_cost`,
      );
    const listOf = (value: unknown) => document.safeParse(value).data?.users;
    return await openJsonDocument(file, listOf, account, (one) => userOf(one, parsed.data));
  },
};

function userOf(one: z.output<typeof account>, project: z.output<typeof parameters>): object {
  return {
    id: one.localId,
    email: one.email,
    username: one.displayName,
    password_hash: hashOf(one, project),
    verified: one.emailVerified,
    active: !one.disabled,
    registered_at: one.createdAt == null ? null : Number(one.createdAt),
  };
}

function hashOf(
  { passwordHash, salt }: z.output<typeof account>,
  {
    base64_signer_key: key,
    base64_salt_separator: separator,
    rounds,
    mem_cost: cost,
  }: z.output<typeof parameters>,
): string | null {
  if (passwordHash == null || salt == null) return null;
  const settings = `v=1,n=${String(cost)},r=${String(rounds)},p=1,ss=${separator},sk=${key}`;
  return `$fbscrypt$${settings}$${base64(salt)}$${base64(passwordHash)}`;
}

/** Firebase exports base64url, and its console shows base64. */
function base64(text: string): string {
  return Buffer.from(text, 'base64').toString('base64');
}
