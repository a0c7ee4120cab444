import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Config } from '../../config/config.js';
import type { Lifecycle } from '../../runtime/lifecycle.js';
import type { Tracer } from '../../runtime/tracing/span.js';

/** Opens the export of traces. Returns null if no receiver is configured. */
export async function openTraces(
  { tracing }: Config,
  { logger, registry }: { readonly logger: Logger; readonly registry: Registry },
  lifecycle: Lifecycle,
): Promise<Tracer | null> {
  if (tracing === null) return null;
  // Loaded on demand: most deployments have no receiver of traces.
  const { openTracing } = await import('../../runtime/tracing/open-telemetry.js');
  const opened = openTracing(tracing, logger, registry);
  lifecycle.defer(() => opened.stop());
  return opened;
}
