/** How many of one kind one key may have in a window, which begins with the first. */
export interface RateLimitRule {
  readonly limit: number;
  readonly windowMs: number;
  /** Only what fails as a wrong guess does, or everything. */
  readonly counts: 'everything' | 'failures';
  /** Whether all processes count together, or each for itself: where a guess is hopeless anyhow, and speed matters. */
  readonly counted: 'together' | 'apart';
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/**
 * Every limit, as it is in production: by source (an IPv4 address or an IPv6 /64), by account, by recipient and kind of
 * mail.
 */
export const RATE_LIMIT_RULES = {
  'sign-in.source': { limit: 60, windowMs: MINUTE, counts: 'failures', counted: 'together' },
  'sign-up.source': { limit: 60, windowMs: MINUTE, counts: 'everything', counted: 'together' },
  'sign-up.account': { limit: 100, windowMs: MINUTE, counts: 'everything', counted: 'together' },
  'password.account': { limit: 30, windowMs: MINUTE, counts: 'everything', counted: 'together' },
  'mail.source': { limit: 30, windowMs: MINUTE, counts: 'everything', counted: 'together' },
  'mail.recipient': { limit: 10, windowMs: HOUR, counts: 'everything', counted: 'together' },
  'link.source': { limit: 60, windowMs: MINUTE, counts: 'failures', counted: 'together' },
  'link.account': { limit: 60, windowMs: MINUTE, counts: 'everything', counted: 'together' },
  'refresh.source': { limit: 60, windowMs: MINUTE, counts: 'failures', counted: 'apart' },
  'refresh.account': { limit: 600, windowMs: MINUTE, counts: 'everything', counted: 'apart' },
  'oauth.source': { limit: 120, windowMs: MINUTE, counts: 'everything', counted: 'together' },
  'oauth.account': { limit: 30, windowMs: MINUTE, counts: 'everything', counted: 'together' },
  'credential.source': { limit: 60, windowMs: MINUTE, counts: 'failures', counted: 'apart' },
} as const satisfies Record<string, RateLimitRule>;

export type RateLimitName = keyof typeof RATE_LIMIT_RULES;
export type RateLimitRules = Readonly<Record<RateLimitName, RateLimitRule>>;

/** On a developer's machine everything comes from one source. */
const DEVELOPMENT_FACTOR = 10;

/** The rules, with the limits and windows that a deployment has chosen for some of them. */
export function rateLimitRules(
  production: boolean,
  chosen: ReadonlyMap<RateLimitName, Pick<RateLimitRule, 'limit' | 'windowMs'>>,
): RateLimitRules {
  const entries = Object.entries(RATE_LIMIT_RULES).map(([name, rule]) => {
    const ofMany = !production && (name.endsWith('.source') || rule.counted === 'apart');
    const wide = { ...rule, limit: rule.limit * (ofMany ? DEVELOPMENT_FACTOR : 1) };
    return [name, { ...wide, ...(isRateLimit(name) ? chosen.get(name) : undefined) }];
  });
  // The names are those of the table.
  return Object.fromEntries(entries) as RateLimitRules;
}

export function isRateLimit(name: string): name is RateLimitName {
  return Object.hasOwn(RATE_LIMIT_RULES, name);
}
