import { Histogram } from 'prom-client';
import type { Registry } from 'prom-client';

/** Starts to measure an operation. The returned function ends it. */
export type ObserveKms = (operation: 'encrypt' | 'decrypt') => (outcome: 'ok' | 'failed') => void;

/** Registers the duration of calls of the key management service, by operation and outcome. */
export function kmsMetrics(registry: Registry): ObserveKms {
  const seconds = new Histogram({
    name: 'credence_kms_request_seconds',
    help: 'Duration of calls of the key management service, with their repetitions.',
    labelNames: ['operation', 'outcome'] as const,
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 7],
    registers: [registry],
  });
  return (operation) => {
    const end = seconds.startTimer({ operation });
    return (outcome) => {
      end({ outcome });
    };
  };
}
