import { Gauge } from 'prom-client';
import type { Registry } from 'prom-client';

/** The failures of the last attempts to publish checkpoints, by receiver. */
export interface PublicationStatus {
  record(target: string, hasFailed: boolean): void;
  /** Returns true if a receiver has not taken the last checkpoint. */
  isFailing(): boolean;
}

/** Registers the metric of failing publications. */
export function publicationStatus(registry: Registry, targets: readonly string[]): PublicationStatus {
  const failing = new Set<string>();
  const gauge = new Gauge({
    name: 'credence_checkpoint_publication_failing',
    help: '1 if a receiver has not taken the last checkpoint of this process.',
    labelNames: ['target'] as const,
    registers: [registry],
  });
  for (const target of targets) gauge.set({ target }, 0);
  return {
    record(target, hasFailed) {
      gauge.set({ target }, hasFailed ? 1 : 0);
      if (hasFailed) failing.add(target);
      else failing.delete(target);
    },
    isFailing: () => failing.size > 0,
  };
}
