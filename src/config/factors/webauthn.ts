import { z } from 'zod';
import { isWebOrigin } from '../parsing/origins.js';
import type { Rule } from '../parsing/rule.js';
import { commaSeparated, isLoopback } from '../parsing/values.js';
import type { ServerSettings } from '../server.js';

/** A domain of ASCII labels; an address is none. */
const DOMAIN =
  /^(?=.{1,253}$)(localhost|([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?)$/;
/** The origin of an Android app: the hash of its signing certificate. */
const ANDROID_APP = /^android:apk-key-hash:[A-Za-z0-9_-]{43}$/;

const originsAndApps = z
  .string()
  .transform(commaSeparated)
  .refine(
    (list) =>
      list.length > 0 &&
      list.every((origin) => isApp(origin) || (isWebOrigin(origin) && !origin.includes('*'))),
    {
      error: 'must be a comma-separated list of origins such as https://app.example.com',
    },
  );

export const webauthnVariables = {
  WEBAUTHN_RP_ID: z
    .string()
    .regex(DOMAIN, { error: 'must be a domain in lower case such as example.com' })
    .optional()
    .describe('Domain that passkeys belong to; defaults to the host of FRONTEND_BASE_URL'),
  WEBAUTHN_ORIGINS: originsAndApps.optional().describe('Origins of pages and apps that use passkeys'),
};

type Environment = z.output<z.ZodObject<typeof webauthnVariables>>;

export interface WebauthnSettings {
  readonly webauthn: {
    /** The RP ID: the domain that credentials belong to. */
    readonly id: string;
    readonly origins: readonly string[];
    /** The origins outside of the domain, which `/.well-known/webauthn` lists. */
    readonly relatedOrigins: readonly string[];
  };
}

export function webauthnSettings(env: Environment, server: ServerSettings): WebauthnSettings {
  const id = env.WEBAUTHN_RP_ID ?? new URL(server.frontendUrl).hostname;
  const origins = env.WEBAUTHN_ORIGINS ?? ownOrigins(id, server);
  const relatedOrigins = origins.filter((origin) => !isApp(origin) && !isUnder(id, origin));
  return { webauthn: { id, origins, relatedOrigins } };
}

export function webauthnRules(
  env: Environment,
  { webauthn }: WebauthnSettings,
  { corsOrigins }: ServerSettings,
): Rule[] {
  return [
    [
      webauthn.origins.some((origin) => !isApp(origin) && !isSecure(origin)),
      'WEBAUTHN_ORIGINS must be https origins: browsers offer passkeys nowhere else except on localhost',
    ],
    [
      webauthn.relatedOrigins.some((origin) => !corsOrigins.includes(origin)),
      'WEBAUTHN_ORIGINS contains an origin that is neither under WEBAUTHN_RP_ID nor in CORS_ORIGINS; remove it',
    ],
    [
      env.WEBAUTHN_RP_ID !== undefined && webauthn.origins.length === 0,
      'WEBAUTHN_RP_ID must be the host of FRONTEND_BASE_URL or a parent of it; or set WEBAUTHN_ORIGINS',
    ],
  ];
}

/** The origins of this service and its front ends that are under a domain. */
function ownOrigins(domain: string, { frontendUrl, publicUrl, corsOrigins }: ServerSettings): string[] {
  const own = [new URL(frontendUrl).origin, new URL(publicUrl).origin, ...corsOrigins];
  return [...new Set(own)].filter((origin) => isUnder(domain, origin) && isSecure(origin));
}

function isApp(origin: string): boolean {
  return ANDROID_APP.test(origin);
}

function isUnder(domain: string, origin: string): boolean {
  const { hostname } = new URL(origin);
  return hostname === domain || hostname.endsWith(`.${domain}`);
}

function isSecure(origin: string): boolean {
  const { protocol, hostname } = new URL(origin);
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
}
