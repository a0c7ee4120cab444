import type { Report } from './report.js';

/** A request that carries reports. */
export interface ReportRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The ids of the reports in it. */
  readonly ids: readonly string[];
}

/** A service that counts sign-ups and sign-ins. */
export interface Destination {
  /** Name of its cursor and of its metrics. A deployed database has it, so it never changes. */
  readonly name: string;
  /** Puts reports into requests, in their order. */
  readonly requestsOf: (reports: readonly Report[]) => ReportRequest[];
}

/** Splits a list into parts of at most `size` items. */
export function partsOf<Item>(items: readonly Item[], size: number): Item[][] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, nth) => items.slice(nth * size, (nth + 1) * size));
}
