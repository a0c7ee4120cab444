import { GraphQLError, Kind, OperationTypeNode, parse } from 'graphql';
import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { Problem } from '../http/problems/problem.js';
import { isCleanValue } from './clean-value.js';
import { measureDocument } from './measure.js';
import type { DocumentSize } from './measure.js';

/** The body of a request, with the members that it lacks. */
export interface GraphqlInput {
  readonly query: string;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** A document within the limits. */
export interface LimitedDocument {
  readonly document: DocumentNode;
  readonly cost: number;
}

const MAX_TOKENS = 1000;
const MAX_SIZE: DocumentSize = { depth: 10, aliases: 30, directives: 20, cost: 5000 };
const LIMITS = ['depth', 'aliases', 'directives', 'cost'] as const;

/** The beginning of the only message by which the parser reports too many tokens. */
const TOO_MANY_TOKENS = 'Syntax Error: Document contains more';

/**
 * Parses a document and applies the limits, before any validation or resolver runs.
 *
 * @throws Problem query_too_complex, invalid_input
 */
export function limitDocument(schema: GraphQLSchema, { query, variables }: GraphqlInput): LimitedDocument {
  if (!query.isWellFormed() || !isCleanValue(variables))
    throw new Problem('invalid_input', {
      detail: 'Control characters in variables and invalid Unicode are not allowed.',
      reason: 'text',
    });
  const document = parseDocument(query);
  const size = measureDocument(schema, document, onlyOperation(document), variables);
  const exceeded = LIMITS.find((limit) => size[limit] > MAX_SIZE[limit]);
  if (exceeded !== undefined)
    throw tooComplex(exceeded, `The document has a ${exceeded} of more than ${MAX_SIZE[exceeded]}.`);
  return { document, cost: size.cost };
}

function parseDocument(query: string): DocumentNode {
  try {
    return parse(query, { maxTokens: MAX_TOKENS });
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const { message } = error;
    if (message.startsWith(TOO_MANY_TOKENS))
      throw tooComplex('tokens', `The document has more than ${MAX_TOKENS} tokens.`);
    throw new Problem('invalid_input', { detail: message, reason: 'syntax' });
  }
}

function onlyOperation({ definitions }: DocumentNode): OperationDefinitionNode {
  const [operation, ...others] = definitions.filter((one) => one.kind === Kind.OPERATION_DEFINITION);
  if (others.length > 0) throw tooComplex('operations', 'The document has more than one operation.');
  if (operation === undefined)
    throw new Problem('invalid_input', { detail: 'The document has no operation.', reason: 'syntax' });
  if (operation.operation !== OperationTypeNode.QUERY)
    throw new Problem('invalid_input', { detail: 'The only operations are queries.', reason: 'operation' });
  return operation;
}

function tooComplex(reason: string, detail: string): Problem {
  return new Problem('query_too_complex', { detail, reason });
}
