import { Resolver } from 'node:dns';
import { z } from 'zod';
import { BUILT_AT, isBeforeBuild } from './parsing/build-date.js';
import { appUrls, origins } from './parsing/origins.js';
import type { Rule } from './parsing/rule.js';
import { coversHalf, isAddressOrNetwork } from './parsing/trusted-proxies.js';
import { commaSeparated, flag, httpUrl, integer, isLoopback, portOrServiceLink } from './parsing/values.js';

const proxies = z
  .string()
  .transform(commaSeparated)
  .refine((list) => list.every(isAddressOrNetwork), {
    error: 'must be a comma-separated list of addresses or networks such as 10.0.0.0/8',
  })
  .refine((list) => !coversHalf(list), {
    error: 'must not cover half of all addresses or more; name your own proxies',
  });

/** A URL whose path is the same for every proxy and parser. */
const PLAIN_PATH = /^https?:\/\/[^/?#]+(\/(?!\.{1,2}(\/|$))[A-Za-z0-9._~-]+)*$/i;

/** A URL to which paths and queries are added. */
const baseUrl = httpUrl
  .refine((url) => new URL(url).username === '' && new URL(url).password === '', {
    error: 'must not contain a user name or a password; remove them',
  })
  .refine((url) => !url.includes('?'), { error: 'must not contain a query; remove it' });

const nameServers = z
  .string()
  .transform(commaSeparated)
  .refine((list) => list.every(isNameServer), {
    error: 'must be a comma-separated list of addresses such as 192.0.2.53 or [2001:db8::53]:5353',
  });

export const serverVariables = {
  NODE_ENV: z
    .enum(['production', 'development', 'test'], { error: 'must be production, development or test' })
    .default('development')
    .describe('Mode; production requires its own stores and hides /docs'),
  HOST: z.string().default('127.0.0.1').describe('Address to listen on'),
  PORT: integer(0, 65_535).default(8001).describe('Port of the API; 0 chooses a free one'),
  HEALTH_PORT: portOrServiceLink.optional().describe('Port for health and metrics of each process'),
  PUBLIC_URL: baseUrl
    .refine((url) => !url.includes('#'), { error: 'must not contain a fragment; remove it' })
    .refine((url) => PLAIN_PATH.test(url), {
      error: 'must have a plain path such as /accounts, of letters, digits and -._~',
    })
    .optional()
    .describe('URL by which clients reach the service; iss and aud of access tokens'),
  FRONTEND_BASE_URL: baseUrl.optional().describe('Base URL of links in mails; defaults to PUBLIC_URL'),
  CORS_ORIGINS: origins.default([]).describe('Origins that browsers may call from, with cookies'),
  APP_RETURN_URLS: appUrls.default([]).describe('URLs of apps that a sign-in by a provider may return to'),
  TRUSTED_PROXIES: proxies.default([]).describe('Proxies that report the client address'),
  TRUSTED_PROXY_HEADER: z
    .enum(['x-forwarded-for', 'forwarded'], { error: 'must be x-forwarded-for or forwarded' })
    .default('x-forwarded-for')
    .describe('Header of the proxies with the client address'),
  DNS_SERVERS: nameServers
    .default([])
    .describe('Name servers for the proofs of domains; those of the system by default'),
  HSTS_INCLUDE_SUBDOMAINS: flag
    .default(false)
    .describe('Whether Strict-Transport-Security also covers all subdomains'),
  INSECURE_COOKIES: flag
    .default(false)
    .describe('Omits Secure from cookies, for development over http on another machine'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      error: 'must be a level such as info',
    })
    .default('info')
    .describe('Lowest level that is logged'),
};

type Environment = z.output<z.ZodObject<typeof serverVariables>>;

export interface ServerSettings {
  readonly production: boolean;
  readonly host: string;
  readonly port: number;
  /** Port for health and metrics, also of a process without the API; null serves them on the API port only. */
  readonly healthPort: number | null;
  readonly publicUrl: string;
  /** True if browsers on other machines reach the service without TLS. */
  readonly publicHttp: boolean;
  readonly frontendUrl: string;
  /** The URL of a front end outside of this service, or null if none is configured. */
  readonly frontEnd: string | null;
  readonly corsOrigins: readonly string[];
  /** URLs of apps that a sign-in by a provider may return to. */
  readonly appReturnUrls: readonly string[];
  readonly trustedProxies: readonly string[];
  readonly trustedProxyHeader: 'x-forwarded-for' | 'forwarded';
  /** Addresses of name servers; empty: those of the system. */
  readonly dnsServers: readonly string[];
  readonly hstsIncludeSubDomains: boolean;
  /** Omits `Secure` from cookies. */
  readonly insecureCookies: boolean;
  readonly logLevel: string;
}

export function serverSettings(env: Environment): ServerSettings {
  const publicUrl = env.PUBLIC_URL ?? `http://localhost:${String(env.PORT)}`;
  return {
    production: env.NODE_ENV === 'production',
    host: env.HOST,
    port: env.PORT,
    healthPort: env.HEALTH_PORT ?? null,
    publicUrl,
    publicHttp: isReadable(publicUrl),
    frontendUrl: env.FRONTEND_BASE_URL ?? publicUrl,
    frontEnd:
      [env.FRONTEND_BASE_URL ?? publicUrl, ...env.CORS_ORIGINS].find((url) => url !== publicUrl) ?? null,
    corsOrigins: env.CORS_ORIGINS,
    appReturnUrls: env.APP_RETURN_URLS,
    trustedProxies: env.TRUSTED_PROXIES,
    trustedProxyHeader: env.TRUSTED_PROXY_HEADER,
    dnsServers: env.DNS_SERVERS,
    hstsIncludeSubDomains: env.HSTS_INCLUDE_SUBDOMAINS,
    insecureCookies: env.INSECURE_COOKIES,
    logLevel: env.LOG_LEVEL,
  };
}

export function serverRules(env: Environment): Rule[] {
  const production = env.NODE_ENV === 'production';
  return [
    [production && env.PUBLIC_URL === undefined, 'PUBLIC_URL is required in production'],
    ...(['PUBLIC_URL', 'FRONTEND_BASE_URL'] as const).map((name): Rule => [
      production && isReadable(env[name]),
      `${name} must be an https URL in production: passwords and tokens of links cross the network`,
    ]),
    [
      env.INSECURE_COOKIES && (production || env.PUBLIC_URL?.startsWith('https:') === true),
      'INSECURE_COOKIES is for development over http only; unset it',
    ],
    [
      isBeforeBuild(new Date(), BUILT_AT),
      'the clock of this machine is earlier than the build of this program; set the clock, for example with NTP',
    ],
  ];
}

/** Tells whether a text is an IP address with or without a port. */
function isNameServer(text: string): boolean {
  try {
    new Resolver().setServers([text]);
    return true;
  } catch {
    return false;
  }
}

/** Reports whether others can read the requests to a URL. Requests to this machine cross no network. */
function isReadable(url: string | undefined): boolean {
  if (url === undefined) return false;
  const { protocol, hostname } = new URL(url);
  return protocol === 'http:' && !isLoopback(hostname);
}
