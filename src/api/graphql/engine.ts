import { execute, NoSchemaIntrospectionCustomRule, printSchema, specifiedRules, validate } from 'graphql';
import type { GraphQLError } from 'graphql';
import { requirePermission } from '../http/authentication/authentication.js';
import { Problem } from '../http/problems/problem.js';
import type { Caller } from '../http/requests/request-context.js';
import type { Route } from '../http/route.js';
import { problemOfError, toErrorJson } from './errors.js';
import type { GraphqlResult } from './errors.js';
import type { GraphqlParts } from './graphql-parts.js';
import { limitDocument } from './limits.js';
import type { GraphqlInput, LimitedDocument } from './limits.js';
import { objectCounter, resolveField } from './resolve-field.js';
import { routeCalls } from './route-calls.js';
import type { FieldRequest } from './route-calls.js';
import { graphqlSchema } from './schema.js';

/** A document with its variables, within the limits. */
export interface PreparedDocument extends LimitedDocument {
  readonly input: GraphqlInput;
}

/** The answer to a document, and the first problem in it. */
export interface GraphqlOutcome {
  readonly result: GraphqlResult;
  readonly problem: Problem | null;
}

/** Carries out GraphQL documents. */
export interface GraphqlEngine {
  readonly sdl: string;
  /** @throws Problem query_too_complex, invalid_input */
  prepare(input: GraphqlInput): PreparedDocument;
  /** Answers a document for a caller. Without `data` in the result, no field was read. */
  answer(prepared: PreparedDocument, request: FieldRequest): Promise<GraphqlOutcome>;
}

/** Errors of one document that are worth telling. */
const MAX_ERRORS = 5;

/** Creates the engine. It takes a while, so it is created with the first request. */
export function graphqlEngine(routes: readonly Route[], parts: GraphqlParts): GraphqlEngine {
  const schema = graphqlSchema();
  const byOperation = new Map(routes.map((route) => [route.operation, route]));

  return {
    sdl: printSchema(schema),

    prepare: (input) => ({ ...limitDocument(schema, input), input }),

    async answer({ document, input }, request) {
      const isOpen = parts.introspection === 'every caller' || operates(request.caller, parts);
      const rules = isOpen ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule];
      const options = { maxErrors: MAX_ERRORS, hideSuggestions: !isOpen };
      const invalid = validate(schema, document, rules, options);
      if (invalid.length > 0) return outcomeOf(undefined, invalid, request, parts);
      const { data, errors = [] } = await execute({
        schema,
        document,
        operationName: input.operationName,
        variableValues: input.variables,
        hideSuggestions: !isOpen,
        fieldResolver: resolveField,
        contextValue: {
          request,
          call: routeCalls(byOperation, request, parts.administrators),
          cursors: parts.cursors,
          countObjects: objectCounter(),
        },
      });
      return outcomeOf(data, errors, request, parts);
    },
  };
}

function operates(caller: Caller, parts: GraphqlParts): boolean {
  try {
    requirePermission('operations:read', caller, parts);
    return true;
  } catch (error) {
    if (error instanceof Problem) return false;
    throw error;
  }
}

function outcomeOf(
  data: GraphqlResult['data'],
  errors: readonly GraphQLError[],
  { context }: FieldRequest,
  { report }: GraphqlParts,
): GraphqlOutcome {
  const problems = errors.map(problemOfError);
  // Every field after the bound has failed as well, so there is no answer worth sending.
  const tooComplex = problems.find(({ code }) => code === 'query_too_complex');
  if (tooComplex !== undefined) return { result: { errors: [toErrorJson(tooComplex)] }, problem: tooComplex };
  errors.forEach(({ originalError }, i) => {
    const code = problems[i]?.code;
    if (code === 'internal_error' || code === 'unreadable_event') report(originalError, context.requestId);
  });
  const shown = problems.map((problem, i) => toErrorJson(problem, errors[i]));
  const result = {
    ...(shown.length > 0 && { errors: shown }),
    ...(data !== undefined && { data }),
  };
  return { result, problem: problems[0] ?? null };
}
