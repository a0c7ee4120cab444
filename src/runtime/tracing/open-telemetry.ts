import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, TraceFlags } from '@opentelemetry/api';
import type { Attributes, Context, Link } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOnSampler,
  BatchSpanProcessor,
  SamplingDecision,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import type { IdGenerator } from '@opentelemetry/sdk-trace';
import type { Registry } from 'prom-client';
import type { Logger } from 'pino';
import { countExports } from './count-exports.js';
import type { Tracer } from './span.js';
import { parseTraceparent, spanIdOf, traceOf } from './trace-ids.js';

export interface TracingOptions {
  /** Base URL of the OTLP/HTTP receiver. */
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly serviceName: string;
  /** Share of the traces that are recorded, from 0 to 1, if no caller has decided. */
  readonly ratio: number;
}

export interface Tracing extends Tracer {
  /** Sends the recorded spans, for a bounded time. */
  stop(): Promise<void>;
}

/** Time for the last spans when the process stops. The receiver may be down. */
const STOP_MS = 2000;

const KINDS = { server: SpanKind.SERVER, client: SpanKind.CLIENT, consumer: SpanKind.CONSUMER };

/** Gives the next span its ids. The SDK asks for them while it starts the span. */
class ChosenIds implements IdGenerator {
  next = { traceId: '', spanId: '' };
  generateTraceId(): string {
    return this.next.traceId;
  }
  generateSpanId(): string {
    return this.next.spanId;
  }
}

/**
 * Opens the export of spans by OTLP/HTTP. Ids follow from request ids, so no context travels through the code, and the
 * spans of several processes form one trace. Each process makes the same choice which traces it records.
 */
export function openTracing(options: TracingOptions, logger: Logger, registry: Registry): Tracing {
  const ids = new ChosenIds();
  const sampler = new TraceIdRatioBasedSampler(options.ratio);
  const exporter = new OTLPTraceExporter({
    url: `${options.endpoint}/v1/traces`,
    headers: { ...options.headers },
  });
  const provider = new TracerProvider({
    idGenerator: ids,
    sampler: new AlwaysOnSampler(),
    resource: resourceFromAttributes({ 'service.name': options.serviceName }),
    spanProcessors: [new BatchSpanProcessor({ exporter: countExports(exporter, logger, registry) })],
  });
  const tracer = provider.getTracer('credence');

  function isSampled(requestId: string): boolean {
    const { traceId, caller } = traceOf(requestId);
    if (caller !== null) return caller.isSampled;
    return sampler.shouldSample(ROOT_CONTEXT, traceId).decision === SamplingDecision.RECORD_AND_SAMPLED;
  }

  return {
    record({ requestId, name, kind, key, parentKey = '', attributes, linkedTo, startedAt, failed }) {
      if (requestId === null || !isSampled(requestId)) return;
      const { traceId } = traceOf(requestId);
      ids.next = { traceId, spanId: spanIdOf(requestId, key) };
      const span = tracer.startSpan(
        name,
        { kind: KINDS[kind], startTime: startedAt, attributes: copyOf(attributes), links: linksTo(linkedTo) },
        parentOf(requestId, key, parentKey),
      );
      if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end(performance.now());
    },
    traceparentOf({ requestId, key }) {
      if (requestId === null || !isSampled(requestId)) return null;
      return `00-${traceOf(requestId).traceId}-${spanIdOf(requestId, key)}-01`;
    },
    async stop() {
      await provider.forceFlush({ timeoutMillis: STOP_MS }).catch(() => undefined);
    },
  };
}

/** Returns the context of a span: the span of the caller for the request, and the span of other work below it. */
function parentOf(requestId: string, key: string, parentKey: string): Context {
  const { traceId, caller } = traceOf(requestId);
  const spanId = key === '' ? caller?.spanId : spanIdOf(requestId, parentKey);
  if (spanId === undefined) return ROOT_CONTEXT;
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId,
    spanId,
    traceFlags: TraceFlags.SAMPLED,
    isRemote: true,
  });
}

function linksTo(traceparent: string | undefined): Link[] {
  const parent = parseTraceparent(traceparent);
  if (parent === null) return [];
  const { traceId, spanId, flags } = parent;
  return [{ context: { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true } }];
}

function copyOf(attributes: Readonly<Record<string, string | number | readonly string[]>>): Attributes {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, typeof value === 'object' ? [...value] : value]),
  );
}
