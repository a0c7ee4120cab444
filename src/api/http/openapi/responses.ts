import type { AnswerShapes } from '../answer.js';
import type { Route } from '../route.js';
import { answerExample } from './example.js';
import type { ExampleSchemas } from './example.js';
import { answerHeaders } from './headers.js';
import { problemResponses } from './problem-responses.js';
import { schemaOf } from './schema-of.js';

/** Returns the OpenAPI responses of a route: its answers, and references to its problems. */
export function responses(route: Route, schemas: ExampleSchemas): object {
  const refused = problemResponses(route).map(({ status, name }) => [
    status,
    { $ref: `#/components/responses/${name}` },
  ]);
  const answered = Object.entries(route.answers).map(([status, { description, headers, ...content }]) => [
    status,
    { description, headers: answerHeaders(route, headers), ...contentOf(content, schemas) },
  ]);
  return Object.fromEntries([...refused, ...answered]) as object;
}

type Content = Pick<NonNullable<AnswerShapes[200]>, 'body' | 'media' | 'streamType'>;

/** Returns the content of an answer, if it has some. */
function contentOf({ body, media, streamType }: Content, schemas: ExampleSchemas): object {
  const type = media ?? streamType;
  if (type !== undefined) return { content: { [type]: { schema: { type: 'string' } } } };
  if (body === undefined) return {};
  const schema = schemaOf(body, 'output');
  return { content: { 'application/json': { schema, example: answerExample(schema, schemas) } } };
}
