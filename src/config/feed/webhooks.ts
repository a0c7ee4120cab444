import type { z } from 'zod';
import type { ReachRules } from '../../security/webhooks/webhook-url.js';
import type { Rule } from '../parsing/rule.js';
import { duration, flag, integer, UNITS } from '../parsing/values.js';
import type { ServerSettings } from '../server.js';

const MAX_CONCURRENCY = 100;
const MAX_WEBHOOKS = 10_000;

export const webhookVariables = {
  WEBHOOK_ALLOW_PRIVATE: flag
    .default(false)
    .describe('Lets webhooks reach private addresses and plain http, for development'),
  WEBHOOK_CONCURRENCY: integer(1, MAX_CONCURRENCY)
    .default(10)
    .describe('Concurrent deliveries to one webhook'),
  WEBHOOK_LIMIT: integer(1, MAX_WEBHOOKS).default(100).describe('Webhooks that may exist'),
  WEBHOOK_HISTORY: duration
    .default(30 * UNITS.d)
    .describe('Time for which the history of webhook deliveries is kept'),
};

type Environment = z.output<z.ZodObject<typeof webhookVariables>>;

export interface WebhookSettings {
  readonly webhookReach: ReachRules;
  /** Concurrent deliveries to one endpoint. */
  readonly webhookConcurrency: number;
  /** The most webhooks, each of which reads the log. */
  readonly webhookLimit: number;
  readonly webhookHistoryMs: number;
}

export function webhookSettings(env: Environment, { production }: ServerSettings): WebhookSettings {
  return {
    webhookReach: { allowPrivate: env.WEBHOOK_ALLOW_PRIVATE, allowAnyPort: !production },
    webhookConcurrency: env.WEBHOOK_CONCURRENCY,
    webhookLimit: env.WEBHOOK_LIMIT,
    webhookHistoryMs: env.WEBHOOK_HISTORY,
  };
}

export function webhookRules(env: Environment, { production }: ServerSettings): Rule[] {
  return [
    [
      production && env.WEBHOOK_ALLOW_PRIVATE,
      'WEBHOOK_ALLOW_PRIVATE must not be set in production: a webhook could reach your internal network',
    ],
  ];
}
