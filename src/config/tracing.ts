import { z } from 'zod';
import { httpUrl, isPercentEncoded } from './parsing/values.js';

/** Headers as the OpenTelemetry specification writes them: `name=value` pairs with percent-encoded values. */
const headers = z
  .string()
  .regex(/^\s*[\w.-]+=[^,;"\s]*(\s*,\s*[\w.-]+=[^,;"\s]*)*\s*$/, {
    error: 'must be a list such as api-key=secret,tenant=one',
  })
  .refine(isPercentEncoded, { error: 'must have percent-encoded values' })
  .transform((list) => Object.fromEntries(list.split(',').map(parsePair)));

export const tracingVariables = {
  OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl
    .optional()
    .describe('Base URL of a receiver of traces by OTLP/HTTP; none sends no traces'),
  OTEL_EXPORTER_OTLP_HEADERS: headers.default({}).describe('Headers of the requests to that receiver'),
  OTEL_SERVICE_NAME: z.string().max(100).default('credence').describe('Name of this service in traces'),
  OTEL_TRACES_SAMPLER_ARG: z
    .string()
    .regex(/^(0|1|[01]?\.\d{1,9})$/, { error: 'must be a number from 0 to 1' })
    .transform(Number)
    .refine((share) => share <= 1, { error: 'must be a number from 0 to 1' })
    .default(1)
    .describe('Share of the requests that are traced, unless a traceparent header decides'),
};

type Environment = z.output<z.ZodObject<typeof tracingVariables>>;

export interface TracingSettings {
  /** The export of traces, or null to record none. */
  readonly tracing: {
    readonly endpoint: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly serviceName: string;
    readonly ratio: number;
  } | null;
}

export function tracingSettings(env: Environment): TracingSettings {
  if (env.OTEL_EXPORTER_OTLP_ENDPOINT === undefined) return { tracing: null };
  return {
    tracing: {
      endpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT,
      headers: env.OTEL_EXPORTER_OTLP_HEADERS,
      serviceName: env.OTEL_SERVICE_NAME,
      ratio: env.OTEL_TRACES_SAMPLER_ARG,
    },
  };
}

function parsePair(pair: string): [name: string, value: string] {
  const [name = '', ...value] = pair.trim().split('=');
  return [name, decodeURIComponent(value.join('='))];
}
