import type { Response } from 'express';
import { Counter } from 'prom-client';
import type { Registry } from 'prom-client';
import type { RateLimitName } from '../../../security/limits/rate-limit-rules.js';
import type { RateLimiter, Standing } from '../../../security/limits/rate-limiter.js';
import { Problem } from '../problems/problem.js';
import type { ProblemCode } from '../problems/problem-table.js';

/**
 * A limit that a request counts towards, and the key that it is counted under. If the limit is exceeded, `otherwise` may
 * return another one that applies instead. A request counts once, or by its weight.
 */
export type RateLimitUse = readonly [
  name: RateLimitName,
  key: string,
  otherwise?: (() => Promise<RateLimitUse | null>) | null,
  weight?: number,
];

/** A request that was counted. */
export interface CountedRequest {
  /** Refunds the limits that count failures only, unless the request failed to guess a secret; all if it was refused early. */
  settle(outcome: ProblemCode | null): void;
}

export interface RateLimits {
  /**
   * Counts a request before it is handled, and sets the rate limit headers.
   *
   * @throws Problem rate_limited
   */
  count(uses: readonly RateLimitUse[], response: Response): Promise<CountedRequest>;
}

/**
 * The limits of the caller's own source or account. Only these are in `RateLimit` headers: a count that strangers share,
 * such as one by email address, would reveal to each of them the requests of the others.
 */
const REPORTED: ReadonlySet<RateLimitName> = new Set<RateLimitName>([
  'sign-in.source',
  'sign-up.source',
  'password.account',
  'change.account',
  'mail.source',
  'link.source',
  'refresh.source',
  'refresh.account',
  'oauth.source',
  'oauth.account',
  'bootstrap.source',
  'credential.source',
  'passkey-options.source',
  'passkey.source',
  'factor.source',
  'factor.account',
  'mfa.pending',
  'graphql.caller',
  'graphql.cost',
]);

/** The problems of a failed guess at a secret. */
const FAILED_GUESSES: ReadonlySet<ProblemCode | null> = new Set<ProblemCode>([
  'invalid_bootstrap_secret',
  'invalid_code',
  'invalid_credentials',
  'invalid_mfa_token',
  'invalid_passkey',
  'invalid_refresh_token',
  'link_used',
  'unauthenticated',
  'wrong_code',
  'wrong_password',
]);

/** Applies rate limits and reports them in headers (draft-ietf-httpapi-ratelimit-headers-10). */
export function rateLimits(limiter: RateLimiter, registry: Registry): RateLimits {
  const rejections = new Counter({
    name: 'credence_rate_limited_total',
    help: 'Requests rejected by a rate limit, by limit.',
    labelNames: ['limit'],
    registers: [registry],
  });

  function refundFailureLimits(standings: readonly Standing[]): void {
    for (const standing of standings) if (standing.rule.counts === 'failures') standing.giveBack();
  }

  async function take([name, key, otherwise = null, weight]: RateLimitUse): Promise<Standing> {
    const standing = limiter.take(name, key, weight);
    const other = standing.exceeded && otherwise !== null ? await otherwise() : null;
    return other === null ? standing : await take(other);
  }

  return {
    async count(uses, response) {
      const standings = await Promise.all(uses.map(take));
      const reported = standings.filter(({ name }) => REPORTED.has(name));
      if (reported.length > 0) {
        response.set('RateLimit-Policy', reported.map(policyHeader).join(', '));
        response.set('RateLimit', reported.map(limitHeader).join(', '));
      }
      const exceeded = standings.filter((one) => one.exceeded);
      if (exceeded.length > 0) {
        for (const { name } of exceeded) rejections.inc({ limit: name });
        response.locals['limits'] = exceeded.map(({ name }) => name);
        // A rejected request guesses nothing: a burst of correct requests must not block its source.
        refundFailureLimits(standings);
        const wait = Math.max(...exceeded.map(({ resetSeconds }) => resetSeconds));
        throw new Problem('rate_limited', { headers: { 'Retry-After': String(wait) } });
      }
      return {
        settle(outcome) {
          // A request that is refused for lack of capacity did nothing that a limit bounds.
          if (outcome === 'too_busy') for (const standing of standings) standing.giveBack();
          else if (!FAILED_GUESSES.has(outcome)) refundFailureLimits(standings);
        },
      };
    },
  };
}

function policyHeader({ name, rule }: Standing): string {
  return `"${name}";q=${rule.limit};w=${rule.windowMs / 1000}`;
}

function limitHeader({ name, remaining, resetSeconds }: Standing): string {
  return `"${name}";r=${remaining};t=${resetSeconds}`;
}
