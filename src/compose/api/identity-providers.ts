import { mailLimit } from '../../api/http/limits/rate-limit-keys.js';
import type { OAuth } from '../../api/federation/federation.js';
import { oauthFlows } from '../../api/federation/flows.js';
import type { CookiePolicy } from '../../api/http/authentication/cookie-policy.js';
import { oauthMetrics } from '../../api/federation/outcome-metrics.js';
import { oneTimeSecrets } from '../../security/request-stores/one-time-secrets.js';
import type { Infrastructure } from '../infrastructure.js';
import type { RateLimiter } from '../../security/limits/rate-limiter.js';
import { openProvider } from '../../security/oauth/open-provider.js';

/** Prepares federated sign-in with the configured identity providers. Sends no request to them yet. */
export function openOAuth(
  { config, pool, masterSecret, registry }: Infrastructure,
  limiter: RateLimiter,
  cookies: CookiePolicy,
): OAuth {
  const { providers, publicUrl, frontendUrl, corsOrigins, appReturnUrls } = config;
  const secrets = oneTimeSecrets(pool, masterSecret);
  return {
    providers: new Map(providers.map((settings) => [settings.definition.name, openProvider(settings)])),
    flows: oauthFlows(secrets, cookies),
    cookies,
    secrets,
    returnTargets: {
      origins: new Set([new URL(frontendUrl).origin, ...corsOrigins]),
      appUrls: new Set(appReturnUrls),
    },
    publicUrl,
    mayMail: (address) => {
      const [name, key] = mailLimit('sign-up', address);
      return !limiter.take(name, key).exceeded;
    },
    recordOutcome: oauthMetrics(registry),
  };
}
