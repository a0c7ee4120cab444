import {
  dataCategoriesJson,
  retentionJson,
  toDataCategories,
  toRetention,
} from '../answers/privacy/privacy-json.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import type { RouteDependencies } from './dependencies.js';

const common = { tag: 'Privacy', auth: 'service', permission: 'privacy:read' } as const;

/** Routes about the personal data that the service holds. */
export function privacyRoutes({ retention }: RouteDependencies): Route[] {
  return [
    defineRoute({
      ...common,
      method: 'get',
      path: '/v1/privacy/categories',
      operation: 'listDataCategories',
      summary: 'Lists the categories of personal data, with their purposes and retention.',
      answers: { 200: { description: 'The categories.', body: dataCategoriesJson } },
      refusals: [],
      handle: () => Promise.resolve({ status: 200, body: toDataCategories(retention.times) }),
    }),
    defineRoute({
      ...common,
      method: 'get',
      path: '/v1/privacy/retention',
      operation: 'readRetention',
      summary: 'Lists the months of each period of retention, and whether their keys exist.',
      answers: { 200: { description: 'The periods.', body: retentionJson } },
      refusals: [],
      async handle() {
        return { status: 200, body: toRetention(await retention.readMonths(), retention.times) };
      },
    }),
  ];
}
