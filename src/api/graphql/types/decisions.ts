import { decisionJson } from '../../access/schemas.js';
import type { SchemaArea } from '../mirrored-field.js';

const sdl = `
extend type Query {
  "Decides whether a person has a permission, in the service or in an organisation, now or at a point of the log."
  access(subject: ID!, permission: String!, organization: ID, asOf: Instant): Decision
}

type Decision {
  allowed: Boolean!
  "The roles that lead to the permission, and the permission."
  because: [String!]!
  "The reason of a refusal."
  reason: String
}
`;

/** Roles give their permissions for every resource. */
const EVERY_RESOURCE = { type: 'service', id: 'credence' };

/** Decisions about the permissions of people. */
export const decisionTypes: SchemaArea = {
  sdl,
  fields: {
    'Query.access': {
      operation: 'evaluate',
      values: (_query, { subject: id, permission, organization = null, asOf }) => ({
        body: {
          subject: { type: 'user', id },
          action: { name: permission },
          resource: organization === null ? EVERY_RESOURCE : { type: 'organization', id: organization },
          context: asOf === undefined || asOf === null ? undefined : { as_of: asOf },
        },
      }),
      value(body) {
        const { decision: allowed, context } = decisionJson.parse(body);
        return { allowed, because: context.because ?? [], reason: context.reason ?? null };
      },
    },
  },
};
