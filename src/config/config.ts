import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { PROVIDER_SECRETS, PROVIDER_VARIABLES, readProviders } from './providers.js';
import {
  bearerToken,
  databaseUrl,
  duration,
  durationOrNone,
  eventStoreDbUrl,
  flag,
  httpUrl,
  integer,
  isLoopback,
  origins,
  proxies,
  rangeUrl,
  rateLimits,
  secret,
  UNITS,
} from './values.js';
import type { ProviderSettings } from '../security/oauth/provider-settings.js';
import type { PasswordHashScheme } from '../security/passwords/hash-scheme.js';
import { rateLimitRules } from '../security/limits/rate-limit-rules.js';
import type { RateLimitRules } from '../security/limits/rate-limit-rules.js';
import { serviceNames } from '../security/passwords/service-names.js';

/** Configuration that cannot be served; the message names the variables, never their values. */
export class InvalidConfiguration extends Error {
  override readonly name = 'InvalidConfiguration';
}

/** Every variable that the service reads. */
const environment = z.object({
  NODE_ENV: z
    .enum(['production', 'development', 'test'], { error: 'must be production, development or test' })
    .default('development'),
  HOST: z.string().default('127.0.0.1'),
  PORT: integer(0, 65_535).default(8001),
  HEALTH_PORT: integer(1, 65_535).optional(),
  PUBLIC_URL: httpUrl.optional(),
  FRONTEND_BASE_URL: httpUrl.optional(),
  CORS_ORIGINS: origins.default([]),
  TRUSTED_PROXIES: proxies.default([]),
  RATE_LIMITS: rateLimits.optional(),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      error: 'must be a level such as info',
    })
    .default('info'),

  DATA_DIR: z.string().default('./.credence'),
  DATABASE_URL: databaseUrl.optional(),
  POSTGRES_HOST: z.string().optional(),
  POSTGRES_PORT: integer(1, 65_535).optional(),
  POSTGRES_USER: z.string().optional(),
  POSTGRES_PASSWORD: z.string().optional(),
  POSTGRES_DB: z.string().optional(),
  EVENTSTOREDB_URL: eventStoreDbUrl.optional(),
  REDIS_URL: z.url({ protocol: /^rediss?$/, error: 'must be a URL of redis or rediss' }).optional(),

  SECRET_KEY: secret.optional(),
  ALGORITHM: z.enum(['EdDSA', 'ES256', 'HS256'], { error: 'must be EdDSA, ES256 or HS256' }).optional(),
  JWT_SECRET: secret.optional(),
  ACCESS_TOKEN_TTL: duration.default(10 * UNITS.m),
  SIGNING_KEY_ROTATION: duration.default(90 * UNITS.d),
  SIGNING_KEY_LEAD: duration.default(5 * UNITS.m),
  REFRESH_TOKEN_TTL: duration.default(30 * UNITS.d),
  REFRESH_TOKEN_IDLE_TTL: duration.default(7 * UNITS.d),
  REFRESH_TOKEN_GRACE: durationOrNone.default(10 * UNITS.s),
  INTERNAL_SERVICE_TOKEN: bearerToken.optional(),

  PASSWORD_HASH: z.enum(['bcrypt', 'argon2id'], { error: 'must be bcrypt or argon2id' }).default('bcrypt'),
  BCRYPT_ROUNDS: integer(10, 15).optional(),
  PASSWORD_MIN_LENGTH: integer(8, 64).default(8),
  HIBP_RANGE_URL: rangeUrl.optional(),
  EMAIL_VERIFICATION_TTL_HOURS: integer(1, 720).default(24),
  PASSWORD_RESET_TTL: duration.default(30 * UNITS.m),
  EXPOSE_VERIFICATION_TOKEN: flag.optional(),
  SIGNUP_PRIVACY: z.enum(['open', 'strict'], { error: 'must be open or strict' }).default('open'),

  SMTP_URL: z.url({ protocol: /^smtps?$/, error: 'must be a URL of smtp or smtps' }).optional(),
  MAIL_FROM: z
    .string()
    .regex(/^[^\s<>@]+@[^\s<>@]+$|^[^<>@]*<[^\s<>@]+@[^\s<>@]+>$/, { error: 'must be an e-mail address' })
    .default('Credence <no-reply@localhost>'),
});

type Environment = z.output<typeof environment>;

export interface Config {
  readonly production: boolean;
  readonly host: string;
  readonly port: number;
  /** Where a process without the API tells of its health; null: nowhere. */
  readonly healthPort: number | null;
  readonly publicUrl: string;
  readonly frontendUrl: string;
  readonly corsOrigins: readonly string[];
  readonly trustedProxies: readonly string[];
  readonly rateLimits: RateLimitRules;
  readonly logLevel: string;
  /** Where the embedded database, its secrets and the mail inbox live. */
  readonly dataDir: string;
  /** Null: the embedded database. */
  readonly databaseUrl: string | null;
  /** Null: the log is in the database. */
  readonly eventStoreDbUrl: string | null;
  /** Null: the jobs are in the database. */
  readonly redisUrl: string | null;
  /** Null: made at the first start and kept in the data folder. */
  readonly secretKey: string | null;
  readonly token: {
    readonly algorithm: 'EdDSA' | 'ES256' | 'HS256';
    readonly secret: string | null;
    readonly ttlMs: number;
    /** How long a key signs. */
    readonly rotationMs: number;
    /** How long before it signs a key is published, and how long others may keep what is published. */
    readonly leadMs: number;
  };
  /** From the sign-in. */
  readonly refreshTtlMs: number;
  /** From one refresh to the next. */
  readonly refreshIdleTtlMs: number;
  /** How long a replaced token still leads to its successor; 0: never. */
  readonly refreshGraceMs: number;
  readonly serviceToken: string | null;
  readonly passwordHash: PasswordHashScheme;
  readonly passwordMinLength: number;
  /** What people know the service by; no password may be one of them. */
  readonly serviceNames: readonly string[];
  /** Where new passwords are looked up in breaches; null: nowhere. */
  readonly breachRangeUrl: string | null;
  readonly verificationTtlMs: number;
  readonly resetTtlMs: number;
  readonly exposeVerificationToken: boolean;
  readonly privateSignUp: boolean;
  /** The identity providers that people may sign in by. */
  readonly providers: readonly ProviderSettings[];
  /** Null: the built-in inbox. */
  readonly smtpUrl: string | null;
  readonly mailFrom: string;
}

/** What may stand in a file of its own, named by the variable with `_FILE` behind it, as orchestrators mount secrets. */
const IN_FILES = [
  'SECRET_KEY',
  'JWT_SECRET',
  'INTERNAL_SERVICE_TOKEN',
  'DATABASE_URL',
  'POSTGRES_PASSWORD',
  'EVENTSTOREDB_URL',
  'REDIS_URL',
  'SMTP_URL',
  ...PROVIDER_SECRETS,
];

/**
 * Reads the whole configuration.
 *
 * @throws InvalidConfiguration something is missing, empty, weak or contradictory
 */
export function readConfig(environmentVariables: NodeJS.ProcessEnv): Config {
  const variables = withFiles(environmentVariables);
  // Empty is what is left of a secret that was not found: it must not pass for a wish to do without.
  const names = [...Object.keys(environment.shape), ...PROVIDER_VARIABLES];
  const empty = names.filter((name) => variables[name]?.trim() === '');
  if (empty.length > 0) {
    throw new InvalidConfiguration(
      empty.map((name) => `${name} is empty; set it or leave it out`).join('; '),
    );
  }
  const parsed = environment.safeParse(variables);
  if (!parsed.success) {
    throw new InvalidConfiguration(
      parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; '),
    );
  }
  const { providers, complaints: ofProviders } = readProviders(
    variables,
    parsed.data.NODE_ENV === 'production',
  );
  const config = { ...toConfig(parsed.data), providers };
  const complaints = [...contradictions(parsed.data, config), ...ofProviders];
  if (complaints.length > 0) throw new InvalidConfiguration(complaints.join('; '));
  return config;
}

function withFiles(variables: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const found = IN_FILES.flatMap((name): [string, string][] => {
    const path = variables[`${name}_FILE`];
    if (path === undefined) return [];
    if (variables[name] !== undefined)
      throw new InvalidConfiguration(`${name} and ${name}_FILE are both set; unset one of them`);
    try {
      return [[name, readFileSync(path, 'utf8').trim()]];
    } catch {
      throw new InvalidConfiguration(`${name}_FILE names a file that cannot be read`);
    }
  });
  return { ...variables, ...Object.fromEntries(found) };
}

function toConfig(env: Environment): Omit<Config, 'providers'> {
  const production = env.NODE_ENV === 'production';
  const databaseUrl = env.DATABASE_URL ?? composedDatabaseUrl(env);
  const privateSignUp = env.SIGNUP_PRIVACY === 'strict';
  const publicUrl = env.PUBLIC_URL ?? `http://localhost:${String(env.PORT)}`;
  return {
    production,
    host: env.HOST,
    port: env.PORT,
    healthPort: env.HEALTH_PORT ?? null,
    publicUrl,
    frontendUrl: env.FRONTEND_BASE_URL ?? publicUrl,
    corsOrigins: env.CORS_ORIGINS,
    trustedProxies: env.TRUSTED_PROXIES,
    rateLimits: rateLimitRules(production, env.RATE_LIMITS ?? new Map()),
    logLevel: env.LOG_LEVEL,
    dataDir: env.DATA_DIR,
    databaseUrl,
    eventStoreDbUrl: env.EVENTSTOREDB_URL ?? null,
    redisUrl: env.REDIS_URL ?? null,
    secretKey: env.SECRET_KEY ?? null,
    token: {
      // Deployments that set a secret and nothing else have always signed with it.
      algorithm: env.ALGORITHM ?? (env.JWT_SECRET === undefined ? 'EdDSA' : 'HS256'),
      secret: env.JWT_SECRET ?? null,
      ttlMs: env.ACCESS_TOKEN_TTL,
      rotationMs: env.SIGNING_KEY_ROTATION,
      leadMs: env.SIGNING_KEY_LEAD,
    },
    refreshTtlMs: env.REFRESH_TOKEN_TTL,
    refreshIdleTtlMs: env.REFRESH_TOKEN_IDLE_TTL,
    refreshGraceMs: env.REFRESH_TOKEN_GRACE,
    serviceToken: env.INTERNAL_SERVICE_TOKEN ?? null,
    passwordHash:
      env.PASSWORD_HASH === 'bcrypt'
        ? { name: 'bcrypt', rounds: env.BCRYPT_ROUNDS ?? 10 }
        : { name: 'argon2id' },
    passwordMinLength: env.PASSWORD_MIN_LENGTH,
    serviceNames: serviceNames(publicUrl, env.MAIL_FROM),
    breachRangeUrl: env.HIBP_RANGE_URL ?? null,
    verificationTtlMs: env.EMAIL_VERIFICATION_TTL_HOURS * UNITS.h,
    resetTtlMs: env.PASSWORD_RESET_TTL,
    exposeVerificationToken:
      env.EXPOSE_VERIFICATION_TOKEN ??
      (!production && databaseUrl === null && !privateSignUp && isLoopback(env.HOST)),
    privateSignUp,
    smtpUrl: env.SMTP_URL ?? null,
    mailFrom: env.MAIL_FROM,
  };
}

function composedDatabaseUrl(env: Environment): string | null {
  if (env.POSTGRES_USER === undefined || env.POSTGRES_DB === undefined) return null;
  const url = new URL(`postgres://${env.POSTGRES_HOST ?? 'localhost'}:${String(env.POSTGRES_PORT ?? 5432)}`);
  url.username = encodeURIComponent(env.POSTGRES_USER);
  url.password = encodeURIComponent(env.POSTGRES_PASSWORD ?? '');
  url.pathname = encodeURIComponent(env.POSTGRES_DB);
  return url.href;
}

function contradictions(env: Environment, config: Config): string[] {
  const { production } = config;
  const embedded = config.databaseUrl === null;
  const ofDatabase = [
    env.POSTGRES_HOST,
    env.POSTGRES_PORT,
    env.POSTGRES_USER,
    env.POSTGRES_PASSWORD,
    env.POSTGRES_DB,
  ];
  const secrets = [env.SECRET_KEY, env.JWT_SECRET, env.INTERNAL_SERVICE_TOKEN].filter(
    (one) => one !== undefined,
  );
  const rules: [wrong: boolean, complaint: string][] = [
    [
      embedded && ofDatabase.some((part) => part !== undefined),
      'POSTGRES_USER and POSTGRES_DB are required with the other variables of the database',
    ],
    [!embedded && config.secretKey === null, 'SECRET_KEY is required with a database of your own'],
    [
      // Who is given one of them must not have another by it.
      new Set(secrets).size < secrets.length,
      'SECRET_KEY, JWT_SECRET and INTERNAL_SERVICE_TOKEN must differ from each other',
    ],
    [
      config.token.algorithm === 'HS256' && config.token.secret === null,
      'JWT_SECRET is required with ALGORITHM=HS256',
    ],
    [
      config.token.algorithm !== 'HS256' && config.token.secret !== null,
      'JWT_SECRET is used with ALGORITHM=HS256 only; unset one of them',
    ],
    [config.token.ttlMs > UNITS.h, 'ACCESS_TOKEN_TTL must be an hour or less'],
    // Tokens tell their times in seconds.
    [config.token.ttlMs % UNITS.s !== 0, 'ACCESS_TOKEN_TTL must be a whole number of seconds'],
    [
      config.token.leadMs < UNITS.s || config.token.rotationMs < 2 * config.token.leadMs,
      'SIGNING_KEY_LEAD must be a second or more, and SIGNING_KEY_ROTATION twice that or more',
    ],
    [config.refreshTtlMs < config.token.ttlMs, 'REFRESH_TOKEN_TTL must not be less than ACCESS_TOKEN_TTL'],
    [
      config.refreshIdleTtlMs > config.refreshTtlMs,
      'REFRESH_TOKEN_IDLE_TTL must not be more than REFRESH_TOKEN_TTL',
    ],
    [config.refreshGraceMs > 10 * UNITS.s, 'REFRESH_TOKEN_GRACE must be 10s or less'],
    [
      env.PASSWORD_HASH === 'argon2id' && env.BCRYPT_ROUNDS !== undefined,
      'BCRYPT_ROUNDS is used with PASSWORD_HASH=bcrypt only; unset one of them',
    ],
    [config.resetTtlMs > UNITS.d, 'PASSWORD_RESET_TTL must be a day or less'],
    [production && embedded, 'DATABASE_URL is required in production'],
    [production && config.smtpUrl === null, 'SMTP_URL is required in production'],
    [
      !isLoopback(config.host) && config.smtpUrl === null,
      'SMTP_URL is required with a HOST that others reach: the built-in inbox shows all mail to everybody',
    ],
    [
      !isLoopback(config.host) && config.exposeVerificationToken,
      'EXPOSE_VERIFICATION_TOKEN defeats verification and is refused with a HOST that others reach',
    ],
    [production && env.PUBLIC_URL === undefined, 'PUBLIC_URL is required in production'],
    [
      production && config.exposeVerificationToken,
      'EXPOSE_VERIFICATION_TOKEN defeats verification and is refused in production',
    ],
    [
      config.privateSignUp && config.exposeVerificationToken,
      'EXPOSE_VERIFICATION_TOKEN tells what SIGNUP_PRIVACY=strict is to hide; unset one of them',
    ],
  ];
  return rules.flatMap(([wrong, complaint]) => (wrong ? [complaint] : []));
}
