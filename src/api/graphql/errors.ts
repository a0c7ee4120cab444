import type { GraphQLError } from 'graphql';
import { z } from 'zod';
import { detailOf, Problem, problemOf } from '../http/problems/problem.js';

const place = z.strictObject({ line: z.int(), column: z.int() });

/** An error of a document or of a field. */
const graphqlErrorJson = z.strictObject({
  message: z.string(),
  locations: z.array(place).optional(),
  path: z.array(z.union([z.string(), z.int()])).optional(),
  extensions: z
    .looseObject({ code: z.string() })
    .meta({ description: 'The `code` of the problem, with the members that the problem has over REST.' }),
});

/** The answer to a document. Refused documents have no data. */
export const graphqlResultJson = z
  .strictObject({
    data: z.record(z.string(), z.unknown()).nullable().optional(),
    errors: z.array(graphqlErrorJson).optional(),
  })
  .meta({ id: 'GraphqlResult' });

export type GraphqlResult = z.input<typeof graphqlResultJson>;
type ErrorJson = z.input<typeof graphqlErrorJson>;

/** Returns the problem of an error. Errors without a cause are those of the document or its variables. */
export function problemOfError({ originalError, message }: GraphQLError): Problem {
  return originalError === undefined
    ? new Problem('invalid_input', { detail: message, reason: 'invalid' })
    : problemOf(originalError);
}

/** Returns an error as clients see it, with the code that REST answers with. */
export function toErrorJson(problem: Problem, at?: GraphQLError): ErrorJson {
  const { code, details } = problem;
  return {
    message: detailOf(problem),
    ...(at?.locations !== undefined && {
      locations: at.locations.map(({ line, column }) => ({ line, column })),
    }),
    ...(at?.path !== undefined && { path: [...at.path] }),
    extensions: { code, ...(details.errors !== undefined && { errors: details.errors }), ...details.members },
  };
}
