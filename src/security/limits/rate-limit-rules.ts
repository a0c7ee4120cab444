/** The number of events that a key may have in a window, which begins with the first event. */
export interface RateLimitRule {
  readonly limit: number;
  readonly windowMs: number;
  /** Counts all requests, or only those that fail like a wrong guess. */
  readonly counts: 'everything' | 'failures';
  /** Counts across all processes, or in each process alone, where a guess is hopeless or no secret is at stake. */
  readonly scope: 'shared' | 'process';
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Every limit with its production value: by source (an IPv4 address or an IPv6 /64), by account, by recipient of mail. */
export const RATE_LIMIT_RULES = {
  'sign-in.source': { limit: 60, windowMs: MINUTE, counts: 'failures', scope: 'shared' },
  'sign-up.source': { limit: 60, windowMs: MINUTE, counts: 'everything', scope: 'shared' },
  'sign-up.account': { limit: 100, windowMs: MINUTE, counts: 'everything', scope: 'shared' },
  'password.account': { limit: 30, windowMs: MINUTE, counts: 'everything', scope: 'shared' },
  'change.account': { limit: 60, windowMs: MINUTE, counts: 'everything', scope: 'process' },
  'mail.source': { limit: 30, windowMs: MINUTE, counts: 'everything', scope: 'shared' },
  'mail.recipient': { limit: 10, windowMs: HOUR, counts: 'everything', scope: 'shared' },
  'mail.request': { limit: 10, windowMs: HOUR, counts: 'everything', scope: 'shared' },
  'mail.known-place': { limit: 10, windowMs: HOUR, counts: 'everything', scope: 'shared' },
  'link.source': { limit: 60, windowMs: MINUTE, counts: 'failures', scope: 'shared' },
  'link.account': { limit: 60, windowMs: MINUTE, counts: 'everything', scope: 'shared' },
  'refresh.source': { limit: 60, windowMs: MINUTE, counts: 'failures', scope: 'process' },
  'refresh.account': { limit: 600, windowMs: MINUTE, counts: 'everything', scope: 'process' },
  'export.account': { limit: 5, windowMs: DAY, counts: 'everything', scope: 'shared' },
  'invitation.organization': { limit: 100, windowMs: HOUR, counts: 'everything', scope: 'shared' },
  'oauth.source': { limit: 120, windowMs: MINUTE, counts: 'everything', scope: 'shared' },
  'oauth.account': { limit: 30, windowMs: MINUTE, counts: 'everything', scope: 'shared' },
  'factor.source': { limit: 60, windowMs: MINUTE, counts: 'failures', scope: 'shared' },
  'factor.account': { limit: 30, windowMs: MINUTE, counts: 'everything', scope: 'shared' },
  'mfa.pending': { limit: 10, windowMs: HOUR, counts: 'everything', scope: 'shared' },
  'bootstrap.source': { limit: 10, windowMs: HOUR, counts: 'failures', scope: 'shared' },
  'credential.source': { limit: 60, windowMs: MINUTE, counts: 'failures', scope: 'process' },
  'passkey-options.source': { limit: 300, windowMs: MINUTE, counts: 'everything', scope: 'process' },
  'passkey.source': { limit: 60, windowMs: MINUTE, counts: 'failures', scope: 'shared' },
  'graphql.caller': { limit: 600, windowMs: MINUTE, counts: 'everything', scope: 'process' },
  'graphql.cost': { limit: 100_000, windowMs: MINUTE, counts: 'everything', scope: 'process' },
  'sms.number': { limit: 5, windowMs: HOUR, counts: 'everything', scope: 'shared' },
  'sms.number-day': { limit: 10, windowMs: DAY, counts: 'everything', scope: 'shared' },
  'sms.account': { limit: 10, windowMs: DAY, counts: 'everything', scope: 'shared' },
  'sms.unknown-place': { limit: 3, windowMs: DAY, counts: 'everything', scope: 'shared' },
  'sms.enrolment': { limit: 3, windowMs: DAY, counts: 'everything', scope: 'shared' },
  'sms.prefix': { limit: 20, windowMs: HOUR, counts: 'everything', scope: 'shared' },
  'sms.country': { limit: 1000, windowMs: DAY, counts: 'everything', scope: 'shared' },
  'sms.service': { limit: 5000, windowMs: DAY, counts: 'everything', scope: 'shared' },
} as const satisfies Record<string, RateLimitRule>;

export type RateLimitName = keyof typeof RATE_LIMIT_RULES;
export type RateLimitRules = Readonly<Record<RateLimitName, RateLimitRule>>;

/** In development all requests come from one source. */
const DEVELOPMENT_FACTOR = 10;

/** Returns all rules, with the limits and windows that the deployment has chosen. */
export function rateLimitRules(
  production: boolean,
  chosen: ReadonlyMap<RateLimitName, Pick<RateLimitRule, 'limit' | 'windowMs'>>,
): RateLimitRules {
  const entries = Object.entries(RATE_LIMIT_RULES).map(([name, rule]) => {
    const isWidened = !production && (name.endsWith('.source') || rule.scope === 'process');
    const widened = { ...rule, limit: rule.limit * (isWidened ? DEVELOPMENT_FACTOR : 1) };
    return [name, { ...widened, ...(isRateLimit(name) ? chosen.get(name) : undefined) }];
  });
  // The entries have exactly the names of the table.
  return Object.fromEntries(entries) as RateLimitRules;
}

/** Returns true for the name of a rate limit. */
export function isRateLimit(name: string): name is RateLimitName {
  return Object.hasOwn(RATE_LIMIT_RULES, name);
}
