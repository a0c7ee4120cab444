import { mailLimit } from './api/mail-limit.js';
import type { OAuth } from './api/oauth.js';
import { oauthFlows } from './api/oauth-flows.js';
import { oauthMetrics } from './api/oauth-metrics.js';
import { oneTimeSecrets } from './api/one-time-secrets.js';
import type { Foundation } from './foundation.js';
import type { RateLimiter } from './security/rate-limiter.js';
import { openProvider } from './security/oauth/open-provider.js';

/** Gets ready what signing in by the configured identity providers takes. None of them is asked anything yet. */
export function openOAuth({ config, pool, masterSecret, registry }: Foundation, limiter: RateLimiter): OAuth {
  const { providers, publicUrl, frontendUrl, corsOrigins } = config;
  const secrets = oneTimeSecrets(pool, masterSecret);
  return {
    providers: new Map(providers.map((settings) => [settings.facts.name, openProvider(settings)])),
    flows: oauthFlows(secrets),
    secrets,
    returnOrigins: new Set([new URL(frontendUrl).origin, ...corsOrigins]),
    publicUrl,
    mayMail: async (address) => !(await limiter.take(...mailLimit('sign-up', address))).exceeded,
    noteAnswer: oauthMetrics(registry),
  };
}
