import { buildSchema } from 'graphql';
import type { GraphQLSchema } from 'graphql';
import type { MirroredField } from './mirrored-field.js';
import { accountTypes } from './types/accounts.js';
import { auditTypes } from './types/audit.js';
import { decisionTypes } from './types/decisions.js';
import { organizationTypes } from './types/organizations.js';
import { roleTypes } from './types/roles.js';

const AREAS = [accountTypes, roleTypes, organizationTypes, decisionTypes, auditTypes];

const shared = `
"A time in UTC (RFC 3339)."
scalar DateTime
"A point of the log: a time such as 2026-11-27T12:00:00Z, or a position."
scalar Instant
"Any JSON value."
scalar JSON

type PageInfo {
  hasNextPage: Boolean!
  "The value of after for the next page. Null on the last page."
  endCursor: String
}
`;

/** Builds the schema of all areas. */
export function graphqlSchema(): GraphQLSchema {
  return buildSchema([shared, ...AREAS.map(({ sdl }) => sdl)].join('\n'));
}

/** The fields with a REST route, by `Type.field`. */
export const mirroredFields: ReadonlyMap<string, MirroredField> = new Map(
  AREAS.flatMap(({ fields }) => Object.entries(fields)),
);

const renamed = new Map(AREAS.flatMap(({ members = {} }) => Object.entries(members)));

/** Returns the member of the answer behind a field that has no route: its name in snake case. */
export function memberOf(type: string, field: string): string {
  return renamed.get(`${type}.${field}`) ?? field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
