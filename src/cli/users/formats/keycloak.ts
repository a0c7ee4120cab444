import { z } from 'zod';
import { encodeSeed } from '../../../security/totp.js';
import type { UserFormat } from './format.js';
import { openJsonDocument } from './json-document.js';

const document = z.object({ users: z.array(z.unknown()) });

/** Field that is a JSON document in a text. */
function jsonText<Schema extends z.ZodType>(schema: Schema) {
  return z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue({ code: 'custom', message: 'Must be JSON.' });
        return z.NEVER;
      }
    })
    .pipe(schema);
}

const password = z.object({
  type: z.literal('password'),
  secretData: jsonText(z.object({ value: z.string(), salt: z.string() })),
  credentialData: jsonText(
    z.object({
      hashIterations: z.int(),
      algorithm: z.string(),
      additionalParameters: z.record(z.string(), z.array(z.string())).default({}),
    }),
  ),
});

const app = z.object({
  type: z.literal('otp'),
  userLabel: z.string().nullish(),
  secretData: jsonText(z.object({ value: z.string() })),
  credentialData: jsonText(
    z.object({
      subType: z.literal('totp'),
      digits: z.int(),
      period: z.int(),
      algorithm: z.string(),
      secretEncoding: z.string().nullish(),
    }),
  ),
});

const account = z.object({
  id: z.string(),
  username: z.string().nullish(),
  email: z.string().optional(),
  emailVerified: z.boolean().default(false),
  enabled: z.boolean().default(true),
  createdTimestamp: z.number().nullish(),
  credentials: z.array(z.union([password, app, z.object({ type: z.string() })])).default([]),
});

type Password = z.output<typeof password>;
type App = z.output<typeof app>;

/** The export of a realm with its users: `kc.sh export --users same_file`. */
export const keycloak: UserFormat = {
  title: 'Keycloak',
  open: (file) => openJsonDocument(file, (value) => document.safeParse(value).data?.users, account, userOf),
};

function userOf(one: z.output<typeof account>): object {
  const hashed = one.credentials.find(
    (credential): credential is Password => 'secretData' in credential && credential.type === 'password',
  );
  const apps = one.credentials.filter(
    (credential): credential is App => 'secretData' in credential && credential.type === 'otp',
  );
  return {
    id: one.id,
    email: one.email,
    username: one.username,
    password_hash: hashed === undefined ? null : hashOf(hashed),
    verified: one.emailVerified,
    active: one.enabled,
    registered_at: one.createdTimestamp ?? null,
    factors: apps.length === 0 ? null : { totp: apps.map(totpOf) },
  };
}

/** Returns the hash in the form of PHC strings. An unknown algorithm keeps its name, which the import reports. */
function hashOf({ secretData: { value, salt }, credentialData }: Password): string {
  const { algorithm, hashIterations, additionalParameters: more } = credentialData;
  const plain = (text: string) => text.replace(/=+$/, '');
  if (algorithm === 'argon2') {
    const [type = 'id', memory = '', lanes = ''] = [
      more['type']?.[0],
      more['memory']?.[0],
      more['parallelism']?.[0],
    ];
    return `$argon2${type}$v=19$m=${memory},t=${String(hashIterations)},p=${lanes}$${plain(salt)}$${plain(value)}`;
  }
  const name = algorithm === 'pbkdf2' ? 'pbkdf2-sha1' : algorithm;
  return `$${name}$i=${String(hashIterations)}$${plain(salt)}$${plain(value)}`;
}

function totpOf({ userLabel, secretData, credentialData }: App): object {
  const { digits, period, algorithm, secretEncoding } = credentialData;
  const secret =
    secretEncoding === 'BASE32' ? secretData.value : encodeSeed(Buffer.from(secretData.value, 'utf8'));
  const name = userLabel == null || userLabel === '' ? {} : { name: userLabel };
  return { secret, digits, period, algorithm: algorithm.replace(/^Hmac/, ''), ...name };
}
