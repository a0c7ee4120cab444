import { z } from 'zod';
import type { ServerSettings } from './server.js';
import { commaSeparated, durationOrNone, isLoopback, UNITS } from './parsing/values.js';

const FILE = /^file:(?<path>\/[^\s,]+)$/;
const WEBHOOK = /^webhook:(?<url>https?:\/\/[^\s,#]+)$/;
const WITNESS = /^witness:(?<url>https?:\/\/[^\s,#]+?)\/?#(?<key>[^\s,]+)$/;

/** The places that checkpoints are published to. */
export interface PublicationPlaces {
  /** The path of the file that holds the newest checkpoint, or null. */
  readonly file: string | null;
  readonly webhooks: readonly string[];
  readonly witnesses: readonly { readonly url: string; readonly key: string }[];
}

const publication = z.string().transform((list, context): PublicationPlaces => {
  const items = commaSeparated(list);
  const files = items.flatMap((item) => FILE.exec(item)?.groups?.['path'] ?? []);
  const webhooks = items.flatMap((item) => WEBHOOK.exec(item)?.groups?.['url'] ?? []).filter(isPrivate);
  const witnesses = items.flatMap((item) => {
    const { url, key } = WITNESS.exec(item)?.groups ?? {};
    return url === undefined || key === undefined || !isPrivate(url) ? [] : [{ url, key }];
  });
  const valid = files.length + webhooks.length + witnesses.length;
  if (items.length > 0 && valid === items.length && files.length <= 1)
    return { file: files[0] ?? null, webhooks, witnesses };
  context.addIssue({
    code: 'custom',
    message:
      'must be a list of at most one file:/mnt/audit/checkpoint, webhook:https://… and witness:https://…#<public key>; ' +
      'http only on this machine, and no user:password@',
  });
  return z.NEVER;
});

/** Returns true if no stranger can replace the receiver of a URL, and it has no credentials, which requests cannot send. */
function isPrivate(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, username, password } = new URL(url);
  return username + password === '' && (protocol === 'https:' || isLoopback(hostname));
}

export const auditVariables = {
  CHECKPOINT_INTERVAL: durationOrNone
    .default(10 * UNITS.s)
    .describe('Time between two checkpoints of the notary; 0s turns it off'),
  CHECKPOINT_ORIGIN: z
    .string()
    .regex(/^[^\s+]{1,200}$/, { error: 'must be a name such as id.example.com, without spaces and +' })
    .optional()
    .describe('Name of the log in its checkpoints; PUBLIC_URL without its scheme by default'),
  CHECKPOINT_PUBLISH: publication
    .optional()
    .describe(
      'Places outside the database that each checkpoint is published to: files, webhooks and witnesses',
    ),
};

type Environment = z.output<z.ZodObject<typeof auditVariables>>;

export interface AuditSettings {
  readonly checkpoints: {
    /** 0 turns the notary off. */
    readonly intervalMs: number;
    /** The name of the log in its checkpoints. */
    readonly origin: string;
    readonly places: PublicationPlaces;
  };
}

export function auditSettings(env: Environment, { publicUrl }: ServerSettings): AuditSettings {
  return {
    checkpoints: {
      intervalMs: env.CHECKPOINT_INTERVAL,
      origin: env.CHECKPOINT_ORIGIN ?? publicUrl.replace(/^https?:\/\//, ''),
      places: env.CHECKPOINT_PUBLISH ?? { file: null, webhooks: [], witnesses: [] },
    },
  };
}
