import { z } from 'zod';
import type { Rule } from './parsing/rule.js';
import { BEARER_TOKEN } from '../security/tokens/bearer-token.js';
import { TOKEN_ALGORITHMS } from '../security/tokens/signing-keys.js';
import type { TokenAlgorithm } from '../security/tokens/signing-keys.js';
import type { StoreSettings } from './stores.js';
import { duration, durationOrNone, secret, UNITS } from './parsing/values.js';

/** A secret in the syntax of a bearer token: callers send it in a header. */
const bearerToken = secret.regex(new RegExp(`^${BEARER_TOKEN.source}$`), {
  error: 'must contain only letters, digits and -._~+/ and may end with =',
});

export const tokenVariables = {
  SECRET_KEY: secret.optional().describe('Master secret; every other key is derived from it'),
  ALGORITHM: z
    .enum(TOKEN_ALGORITHMS, { error: `must be one of ${TOKEN_ALGORITHMS.join(', ')}` })
    .optional()
    .describe(
      'Signature algorithm of access tokens; HS256 if JWT_SECRET is set, otherwise that of the keyring, ES256 for a new one',
    ),
  JWT_SECRET: secret.optional().describe('Shared secret of HS256'),
  ACCESS_TOKEN_TTL: duration.default(10 * UNITS.m).describe('Lifetime of an access token, at most an hour'),
  SIGNING_KEY_ROTATION: duration.default(90 * UNITS.d).describe('Time that a key signs access tokens'),
  SIGNING_KEY_LEAD: duration
    .default(5 * UNITS.m)
    .describe('Time that a key is published before it signs; max-age of the JWKS'),
  REFRESH_TOKEN_TTL: duration.default(30 * UNITS.d).describe('Lifetime of a session'),
  REFRESH_TOKEN_IDLE_TTL: duration.default(7 * UNITS.d).describe('Lifetime of a session without a refresh'),
  REFRESH_TOKEN_GRACE: durationOrNone
    .default(10 * UNITS.s)
    .describe('Grace period of a replaced refresh token; 0s for none'),
  REFRESH_LOST_ANSWER: durationOrNone
    .optional()
    .describe('Grace period for the device and network that lost an answer; 0s for none'),
  REVOCATION_MAX_SILENCE: duration
    .default(30 * UNITS.s)
    .describe('Time without news of the log after which access tokens get 503'),
  INTERNAL_SERVICE_TOKEN: bearerToken
    .optional()
    .describe('Bearer token of your services for /v1/*, /oauth2/* and /metrics; closed without it'),
};

type Environment = z.output<z.ZodObject<typeof tokenVariables>>;

export interface TokenSettings {
  /** Null: generated at the first start and stored in the data folder. */
  readonly secretKey: string | null;
  readonly token: {
    /** Null for the algorithm of the keyring. */
    readonly algorithm: TokenAlgorithm | null;
    readonly secret: string | null;
    readonly ttlMs: number;
    /** Time that a key signs. */
    readonly rotationMs: number;
    /** Time that a key is published before it signs, and that clients may cache the key set. */
    readonly leadMs: number;
  };
  /** From sign-in. */
  readonly refreshTtlMs: number;
  /** From one refresh to the next. */
  readonly refreshIdleTtlMs: number;
  /** Grace period of a replaced token; 0 disables it. */
  readonly refreshGraceMs: number;
  /** Grace period of a replaced token at the location that its successor was issued to; 0 disables it. */
  readonly refreshLostAnswerMs: number;
  /** Age of the known revocations beyond which access tokens and API keys are not accepted. */
  readonly revocationMaxSilenceMs: number;
  readonly serviceToken: string | null;
}

export function tokenSettings(env: Environment): TokenSettings {
  return {
    secretKey: env.SECRET_KEY ?? null,
    token: {
      // Existing deployments that set only JWT_SECRET sign with it.
      algorithm: env.ALGORITHM ?? (env.JWT_SECRET === undefined ? null : 'HS256'),
      secret: env.JWT_SECRET ?? null,
      ttlMs: env.ACCESS_TOKEN_TTL,
      rotationMs: env.SIGNING_KEY_ROTATION,
      leadMs: env.SIGNING_KEY_LEAD,
    },
    refreshTtlMs: env.REFRESH_TOKEN_TTL,
    refreshIdleTtlMs: env.REFRESH_TOKEN_IDLE_TTL,
    refreshGraceMs: env.REFRESH_TOKEN_GRACE,
    // A deployment without the grace period treats every replaced token as stolen.
    refreshLostAnswerMs: env.REFRESH_LOST_ANSWER ?? (env.REFRESH_TOKEN_GRACE === 0 ? 0 : UNITS.d),
    revocationMaxSilenceMs: env.REVOCATION_MAX_SILENCE,
    serviceToken: env.INTERNAL_SERVICE_TOKEN ?? null,
  };
}

export function tokenRules(settings: TokenSettings, { databaseUrl }: StoreSettings): Rule[] {
  const { secretKey, serviceToken, token, refreshTtlMs, refreshIdleTtlMs, refreshGraceMs } = settings;
  const secrets = [secretKey, token.secret, serviceToken].filter((value) => value !== null);
  return [
    [
      databaseUrl !== null && secretKey === null,
      'SECRET_KEY is required with DATABASE_URL or the POSTGRES variables',
    ],
    [
      // A party that receives one of them must not get another with it.
      new Set(secrets).size < secrets.length,
      'SECRET_KEY, JWT_SECRET and INTERNAL_SERVICE_TOKEN must differ from each other',
    ],
    [token.algorithm === 'HS256' && token.secret === null, 'JWT_SECRET is required with ALGORITHM=HS256'],
    [
      token.algorithm !== 'HS256' && token.secret !== null,
      'JWT_SECRET is used with ALGORITHM=HS256 only; unset one of them',
    ],
    [token.ttlMs > UNITS.h, 'ACCESS_TOKEN_TTL must be an hour or less'],
    // Times in tokens are seconds (RFC 7519 §2).
    [token.ttlMs % UNITS.s !== 0, 'ACCESS_TOKEN_TTL must be a whole number of seconds'],
    [
      token.leadMs < UNITS.s || token.rotationMs < 2 * token.leadMs,
      'SIGNING_KEY_LEAD must be a second or more, and SIGNING_KEY_ROTATION at least twice as long',
    ],
    [refreshTtlMs < token.ttlMs, 'REFRESH_TOKEN_TTL must not be less than ACCESS_TOKEN_TTL'],
    [refreshIdleTtlMs > refreshTtlMs, 'REFRESH_TOKEN_IDLE_TTL must not be more than REFRESH_TOKEN_TTL'],
    // The log is polled several times in a second; a shorter time would refuse tokens at every delay.
    [settings.revocationMaxSilenceMs < 2 * UNITS.s, 'REVOCATION_MAX_SILENCE must be 2s or more'],
    [refreshGraceMs > 10 * UNITS.s, 'REFRESH_TOKEN_GRACE must be 10s or less'],
  ];
}
