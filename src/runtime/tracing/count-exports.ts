import { ExportResultCode } from '@opentelemetry/core';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import type { Logger } from 'pino';
import { Counter } from 'prom-client';
import type { Registry } from 'prom-client';

/** Counts exported and lost spans. Logs the first failure after a success, because the receiver may be down for hours. */
export function countExports(exporter: SpanExporter, logger: Logger, registry: Registry): SpanExporter {
  const counter = new Counter({
    name: 'credence_trace_spans_total',
    help: 'Spans sent to the OTLP receiver, by outcome: exported or lost.',
    labelNames: ['outcome'],
    registers: [registry],
  });
  let isFailing = false;
  return {
    export(spans: ReadableSpan[], report) {
      exporter.export(spans, (result) => {
        const failed = result.code === ExportResultCode.FAILED;
        counter.inc({ outcome: failed ? 'lost' : 'exported' }, spans.length);
        if (failed && !isFailing) logger.warn({ err: result.error }, 'spans not exported');
        isFailing = failed;
        report(result);
      });
    },
    shutdown: () => exporter.shutdown(),
    forceFlush: async () => {
      await exporter.forceFlush?.();
    },
  };
}
