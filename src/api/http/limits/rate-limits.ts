import type { Response } from 'express';
import { Counter } from 'prom-client';
import type { Registry } from 'prom-client';
import type { RateLimitName } from '../../../security/limits/rate-limit-rules.js';
import type { RateLimiter, Standing } from '../../../security/limits/rate-limiter.js';
import { Problem } from '../problems/problem.js';
import type { ProblemCode } from '../problems/problem.js';

/** A limit that a request counts for, and for whom. */
export type RateLimitUse = readonly [name: RateLimitName, key: string];

/** What was counted for a request, and may turn out not to count. */
export interface Taken {
  /** Whatever is no wrong guess is taken back from the limits that count only these. */
  settle(outcome: ProblemCode | null): void;
}

export interface RateLimits {
  /**
   * Counts a request before anything is done for it.
   *
   * @throws Problem rate_limited
   */
  take(uses: readonly RateLimitUse[], response: Response): Promise<Taken>;
}

interface Counted {
  readonly key: string;
  readonly standing: Standing;
}

/** So close to its end, a window forgets by itself; what is given back too late would count for the next one. */
const ENDING_SECONDS = 1;

/** The refusals of what somebody tried to guess. */
const WRONG_GUESSES: ReadonlySet<ProblemCode | null> = new Set<ProblemCode>([
  'invalid_credentials',
  'invalid_refresh_token',
  'link_used',
  'unauthenticated',
  'wrong_password',
]);

/** Limits of requests, told in the headers of each answer (draft-ietf-httpapi-ratelimit-headers-10). */
export function rateLimits(limiter: RateLimiter, registry: Registry): RateLimits {
  const hits = new Counter({
    name: 'credence_rate_limited_total',
    help: 'Requests rejected by a rate limit, by limit.',
    labelNames: ['limit'],
    registers: [registry],
  });

  /** Takes a request back from the limits that count failures only. */
  function giveBack(counted: readonly Counted[]): void {
    for (const { key, standing } of counted) {
      if (standing.rule.counts !== 'failures') continue;
      // What cannot be taken back counts: too strict for a minute, and never too lax.
      limiter.giveBack(standing.name, key).catch(() => undefined);
    }
  }

  return {
    async take(uses, response) {
      const counted = await Promise.all(
        uses.map(async ([name, key]) => ({ key, standing: await limiter.take(name, key) })),
      );
      const standings = counted.map(({ standing }) => standing);
      if (standings.length > 0) {
        response.set('RateLimit-Policy', standings.map(policyOf).join(', '));
        response.set('RateLimit', standings.map(standingOf).join(', '));
      }
      const exceeded = standings.filter((one) => one.exceeded);
      if (exceeded.length > 0) {
        for (const { name } of exceeded) hits.inc({ limit: name });
        response.locals['limits'] = exceeded.map(({ name }) => name);
        // Nothing is done for it, so it has guessed nothing: many right ones at once must not shut their source out.
        giveBack(counted.filter(({ standing }) => standing.resetSeconds > ENDING_SECONDS));
        const wait = Math.max(...exceeded.map(({ resetSeconds }) => resetSeconds));
        throw new Problem('rate_limited', { headers: { 'Retry-After': String(wait) } });
      }
      return {
        settle(outcome) {
          if (!WRONG_GUESSES.has(outcome)) giveBack(counted);
        },
      };
    },
  };
}

function policyOf({ name, rule }: Standing): string {
  return `"${name}";q=${rule.limit};w=${rule.windowMs / 1000}`;
}

function standingOf({ name, remaining, resetSeconds }: Standing): string {
  return `"${name}";r=${remaining};t=${resetSeconds}`;
}
