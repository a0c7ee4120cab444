import { Counter, Histogram } from 'prom-client';
import type { Registry } from 'prom-client';
import type { MemberRules } from '../http/authentication/members.js';
import type { ListCursors } from './list-cursors.js';

/** The dependencies of GraphQL, beside the REST routes that it answers with. */
export interface GraphqlParts {
  /** Callers that see the schema by introspection, and suggestions for wrong names. */
  readonly introspection: 'every caller' | 'operators';
  readonly administrators: MemberRules;
  readonly cursors: ListCursors;
  readonly metrics: GraphqlMetrics;
  /** Logs an internal error of a field. */
  readonly report: (error: unknown, requestId: string) => void;
}

/** The counts of documents. */
export interface GraphqlMetrics {
  /** Counts a document that was carried out, and its cost. */
  answered(outcome: 'complete' | 'partial', cost: number): void;
  refused(reason: string): void;
}

export function graphqlMetrics(registry: Registry): GraphqlMetrics {
  const requests = new Counter({
    name: 'credence_graphql_requests_total',
    help: 'GraphQL documents, by outcome: complete, partial (some fields have errors) or refused.',
    labelNames: ['outcome'],
    registers: [registry],
  });
  const refusals = new Counter({
    name: 'credence_graphql_refusals_total',
    help: 'GraphQL documents that were refused before any field was read, by reason.',
    labelNames: ['reason'],
    registers: [registry],
  });
  const costs = new Histogram({
    name: 'credence_graphql_cost',
    help: 'Cost of GraphQL documents that were carried out.',
    buckets: [10, 50, 100, 500, 1000, 2500, 5000],
    registers: [registry],
  });
  return {
    answered(outcome, cost) {
      requests.inc({ outcome });
      costs.observe(cost);
    },
    refused(reason) {
      requests.inc({ outcome: 'refused' });
      refusals.inc({ reason });
    },
  };
}
