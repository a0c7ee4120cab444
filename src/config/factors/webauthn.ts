import { X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { isWebOrigin } from '../parsing/origins.js';
import type { AllowedModels } from '../../security/webauthn/attested-model.js';
import type { Rule } from '../parsing/rule.js';
import { commaSeparated, isLoopback } from '../parsing/values.js';
import type { ServerSettings } from '../server.js';

/** A domain of ASCII labels; an address is none. */
const DOMAIN =
  /^(?=.{1,253}$)(localhost|([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?)$/;
/** The origin of an Android app: the hash of its signing certificate. */
const ANDROID_APP = /^android:apk-key-hash:[A-Za-z0-9_-]{43}$/;

/** The model of an authenticator (WebAuthn Level 3 §6.5.1). */
const AAGUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

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
  WEBAUTHN_ATTESTATION: z
    .enum(['none', 'direct'], { error: 'must be none or direct' })
    .default('none')
    .describe('direct: only authenticators whose makers attest an allowed model can be added'),
  WEBAUTHN_ATTESTATION_ROOTS: z
    .string()
    .transform(certificatesIn)
    .refine((roots) => roots.length > 0, { error: 'must be one or more certificates in PEM' })
    .optional()
    .describe('Certificates of makers of authenticators'),
  WEBAUTHN_AAGUIDS: z
    .string()
    .transform((text) => commaSeparated(text.toLowerCase()))
    .refine((list) => list.length > 0 && list.every((aaguid) => AAGUID.test(aaguid)), {
      error: 'must be a comma-separated list of AAGUIDs such as cb69481e-8ff7-4039-93ec-0a2729a154a8',
    })
    .optional()
    .describe('Models of authenticators that can be added; all models of the makers without it'),
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
  /** The authenticators that can be added; null: all of them. */
  readonly allowedAuthenticators: AllowedModels | null;
}

export function webauthnSettings(env: Environment, server: ServerSettings): WebauthnSettings {
  const id = env.WEBAUTHN_RP_ID ?? new URL(server.frontendUrl).hostname;
  const origins = env.WEBAUTHN_ORIGINS ?? ownOrigins(id, server);
  const relatedOrigins = origins.filter((origin) => !isApp(origin) && !isUnder(id, origin));
  const isDirect = env.WEBAUTHN_ATTESTATION === 'direct';
  const roots = env.WEBAUTHN_ATTESTATION_ROOTS ?? [];
  const aaguids = new Set(env.WEBAUTHN_AAGUIDS);
  return {
    webauthn: { id, origins, relatedOrigins },
    allowedAuthenticators: isDirect ? { roots, aaguids } : null,
  };
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
    [
      env.WEBAUTHN_ATTESTATION === 'direct' && env.WEBAUTHN_ATTESTATION_ROOTS === undefined,
      'WEBAUTHN_ATTESTATION_ROOTS is required with WEBAUTHN_ATTESTATION=direct',
    ],
    [
      env.WEBAUTHN_ATTESTATION === 'none' &&
        (env.WEBAUTHN_ATTESTATION_ROOTS ?? env.WEBAUTHN_AAGUIDS) !== undefined,
      'WEBAUTHN_ATTESTATION_ROOTS and WEBAUTHN_AAGUIDS have no effect without WEBAUTHN_ATTESTATION=direct; unset them',
    ],
  ];
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** Returns the certificates of a text in PEM, or none if one is malformed. */
function certificatesIn(pem: string): X509Certificate[] {
  try {
    return [...pem.matchAll(CERTIFICATE)].map(([certificate]) => new X509Certificate(certificate));
  } catch {
    return [];
  }
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
