import type { SchemaArea } from '../mirrored-field.js';

const sdl = `
extend type Query {
  "The events of all accounts, newest first. The log records each search."
  audit(first: Int! = 50, after: String, actor: ID, subject: ID, type: String): EventConnection
}

type EventConnection { nodes: [Event!]! pageInfo: PageInfo! }

type Event {
  id: ID!
  stream: String!
  revision: Int!
  position: String!
  type: String!
  version: Int!
  "The data of the event. Erased fields are null."
  data: JSON!
  occurredAt: DateTime!
  actor: String!
  correlationId: String!
  causationId: String!
  source: EventSource
}

type EventSource { ip: String! userAgent: String! }
`;

/** Searches of the log. */
export const auditTypes: SchemaArea = {
  sdl,
  fields: {
    'Query.audit': {
      operation: 'searchAudit',
      values: (_query, { actor, subject, type }) => ({ query: { actor, subject, type } }),
      isPage: true,
    },
  },
};
