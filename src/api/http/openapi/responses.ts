import type { AnswerShapes } from '../answer.js';
import type { Route } from '../route.js';
import { answerExample } from './example.js';
import type { ExampleSchemas } from './example.js';
import { answerHeaders } from './headers.js';
import { problemResponses } from './problem-responses.js';
import { schemaOf } from './schema-of.js';

/**
 * Returns the OpenAPI responses of a route: its answers, and references to its problems. An answer with the status of a
 * problem has the content of both.
 */
export function responses(route: Route, schemas: ExampleSchemas): object {
  const problems = new Map(problemResponses(route).map((problem) => [String(problem.status), problem]));
  const refused = [...problems].map(([status, { name }]) => [
    status,
    { $ref: `#/components/responses/${name}` },
  ]);
  const answered = Object.entries(route.answers).map(([status, { description, headers, ...content }]) => {
    const all = { ...contentOf(route, content, schemas), ...problems.get(status)?.response.content };
    return [
      status,
      {
        description,
        headers: answerHeaders(route, headers),
        ...(Object.keys(all).length > 0 && { content: all }),
      },
    ];
  });
  return Object.fromEntries([...refused, ...answered]) as object;
}

type Content = Pick<NonNullable<AnswerShapes[200]>, 'body' | 'media' | 'streamType'>;

/** Returns the content of an answer by its type. */
function contentOf(
  { answerType }: Route,
  { body, media, streamType }: Content,
  schemas: ExampleSchemas,
): object {
  const type = media ?? streamType;
  if (type !== undefined) return { [type]: { schema: { type: 'string' } } };
  if (body === undefined) return {};
  const schema = schemaOf(body, 'output');
  const content = { schema, example: answerExample(schema, schemas) };
  const types = ['application/json', ...(answerType === undefined ? [] : [answerType])];
  return Object.fromEntries(types.map((name) => [name, content]));
}
