import { z } from 'zod';
import { complaintAboutUrl } from '../security/webhooks/webhook-url.js';
import type { ReachRules } from '../security/webhooks/webhook-url.js';
import type { Rule } from './parsing/rule.js';
import { httpUrl, onOff } from './parsing/values.js';

const key = z
  .string()
  .regex(/^[\x21-\x7e]{8,200}$/, { error: 'must have 8 to 200 visible ASCII characters' });

export const analyticsVariables = {
  ANALYTICS: onOff
    .default(false)
    .describe('on: counts sign-ups and sign-ins for /v1/analytics; off removes the counts'),
  GA_MEASUREMENT_ID: z
    .string()
    .regex(/^G-[A-Z0-9]{4,20}$/, { error: 'must be the id of a data stream, such as G-ABC1234567' })
    .optional()
    .describe('Data stream of Google Analytics 4 that is told about sign-ups and sign-ins'),
  GA_API_SECRET: key.optional().describe('Secret of the Measurement Protocol for that data stream'),
  GA_ENDPOINT: httpUrl
    .default('https://www.google-analytics.com/mp/collect')
    .describe('URL of the Measurement Protocol, such as that of a proxy'),
  ANALYTICS_URL: httpUrl
    .optional()
    .describe(
      'URL of batches of a service with the HTTP API of Segment, such as https://api.segment.io/v1/batch',
    ),
  ANALYTICS_WRITE_KEY: key.optional().describe('Write key for that service'),
};

type Environment = z.output<z.ZodObject<typeof analyticsVariables>>;

export interface AnalyticsSettings {
  /** True if sign-ups and sign-ins are counted. */
  readonly analytics: boolean;
  /** The data stream of Google Analytics, or null. */
  readonly googleAnalytics: {
    readonly url: string;
    readonly measurementId: string;
    readonly apiSecret: string;
  } | null;
  /** The service with the HTTP API of Segment, or null. */
  readonly segment: { readonly url: string; readonly writeKey: string } | null;
}

export function analyticsSettings(env: Environment): AnalyticsSettings {
  const { GA_MEASUREMENT_ID: measurementId, GA_API_SECRET: apiSecret } = env;
  const { ANALYTICS_URL: url, ANALYTICS_WRITE_KEY: writeKey } = env;
  return {
    analytics: env.ANALYTICS,
    googleAnalytics:
      measurementId === undefined || apiSecret === undefined
        ? null
        : { url: env.GA_ENDPOINT, measurementId, apiSecret },
    segment: url === undefined || writeKey === undefined ? null : { url, writeKey },
  };
}

export function analyticsRules(env: Environment, reach: ReachRules): Rule[] {
  return [
    [
      (env.GA_MEASUREMENT_ID === undefined) !== (env.GA_API_SECRET === undefined),
      'GA_MEASUREMENT_ID and GA_API_SECRET are required together; set both or none',
    ],
    [
      (env.ANALYTICS_URL === undefined) !== (env.ANALYTICS_WRITE_KEY === undefined),
      'ANALYTICS_URL and ANALYTICS_WRITE_KEY are required together; set both or none',
    ],
    ...(['GA_ENDPOINT', 'ANALYTICS_URL'] as const).map((name): Rule => {
      const complaint = complaintAboutUrl(env[name] ?? 'https://example.com', reach);
      return [complaint !== null, `${name} cannot be used: ${complaint ?? ''}`];
    }),
  ];
}
