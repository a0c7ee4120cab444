import { graphqlMetrics } from '../../api/graphql/graphql-parts.js';
import type { GraphqlParts } from '../../api/graphql/graphql-parts.js';
import { listCursors } from '../../api/graphql/list-cursors.js';
import type { Infrastructure } from '../infrastructure.js';
import type { CallerCaches } from './caller-caches.js';

/** Returns the dependencies of GraphQL. Production shows the schema to operators only. */
export function graphqlParts(
  { config, logger, masterSecret, registry }: Infrastructure,
  { administrators }: CallerCaches,
): GraphqlParts {
  return {
    introspection: config.production ? 'operators' : 'every caller',
    administrators,
    cursors: listCursors(masterSecret),
    metrics: graphqlMetrics(registry),
    report: (error, requestId) => {
      logger.error({ err: error, request_id: requestId }, 'field failed');
    },
  };
}
