import { z } from 'zod';
import type { GraphqlEngine, PreparedDocument } from '../graphql/engine.js';
import { graphqlResultJson, toErrorJson } from '../graphql/errors.js';
import { isMembers } from '../graphql/route-calls.js';
import type { Members } from '../graphql/route-calls.js';
import { Problem } from '../http/problems/problem.js';
import { actorOf } from '../http/requests/request-context.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import type { RouteDependencies } from './dependencies.js';

const tag = 'GraphQL';

/** A JSON object as it was sent: other schemas drop the names that they do not expect. */
const jsonObject = z.custom<Members>(isMembers).meta({ type: 'object', additionalProperties: true });

/** A request of GraphQL over HTTP. */
const documentInput = z.strictObject({
  query: z.string().meta({ example: '{ me { id email } }' }),
  operationName: z.string().nullish(),
  variables: jsonObject.nullish(),
  extensions: jsonObject.nullish().meta({ description: 'It is ignored.' }),
});

/** The routes of GraphQL, whose fields answer with the other routes. */
export function graphqlRoutes({ graphql }: RouteDependencies, routes: readonly Route[]): Route[] {
  let loading: Promise<GraphqlEngine> | undefined;
  /** The library takes memory and a moment, so a service that nobody asks by GraphQL does not load it. */
  const load = () =>
    (loading ??= import('../graphql/engine.js').then((one) => one.graphqlEngine(routes, graphql)));

  /** Returns the document, or the problem with it: both count towards the limits. */
  async function prepare(body: z.output<typeof documentInput>): Promise<PreparedDocument | Problem> {
    const { query, operationName = null, variables } = body;
    const engine = await load();
    try {
      return engine.prepare({ query, operationName, variables: variables ?? {} });
    } catch (error) {
      if (error instanceof Problem) return error;
      throw error;
    }
  }

  function refuse(problem: Problem, errors = [toErrorJson(problem)]) {
    graphql.metrics.refused(problem.details.reason ?? problem.code);
    return { status: 400, body: { errors }, problem } as const;
  }

  return [
    defineRoute({
      method: 'post',
      path: '/graphql',
      operation: 'graphql',
      summary: 'Answers a GraphQL query. Every field has the permission of its REST route.',
      tag,
      auth: 'any',
      body: documentInput,
      anyText: true,
      answerType: 'application/graphql-response+json',
      ignoresIdempotencyKey: true,
      waitsForPosition: true,
      answers: {
        200: {
          description: 'The data. A field that was refused is null, with an error.',
          body: graphqlResultJson,
        },
        400: { description: 'The document was refused before any field was read.', body: graphqlResultJson },
      },
      refusals: [],
      admit: ({ body }) => prepare(body),
      limits: ({ caller, admitted }) => [
        ['graphql.caller', actorOf(caller)],
        ['graphql.cost', actorOf(caller), null, admitted instanceof Problem ? 1 : admitted.cost],
      ],
      async handle({ admitted, ...request }) {
        if (admitted instanceof Problem) return refuse(admitted);
        const { result, problem } = await (await load()).answer(admitted, request);
        if (result.data === undefined && problem !== null) return refuse(problem, result.errors);
        graphql.metrics.answered(problem === null ? 'complete' : 'partial', admitted.cost);
        return { status: 200, body: result, ...(problem !== null && { problem }) };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/graphql/schema',
      operation: 'readGraphqlSchema',
      summary: 'Returns the GraphQL schema in its definition language.',
      tag,
      auth: 'any',
      answers: { 200: { description: 'The schema.', media: 'text/plain' } },
      refusals: [],
      async handle() {
        const { sdl } = await load();
        return { status: 200, content: { media: 'text/plain', bytes: Buffer.from(sdl) } } as const;
      },
    }),
  ];
}
