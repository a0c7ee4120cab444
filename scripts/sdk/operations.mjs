/**
 * @typedef {{
 *   $ref?: string,
 *   type?: string | string[],
 *   enum?: unknown[],
 *   const?: unknown,
 *   items?: Schema,
 *   anyOf?: Schema[],
 *   oneOf?: Schema[],
 *   properties?: Record<string, Schema>,
 *   required?: string[],
 *   description?: string,
 * }} Schema
 * @typedef {{ name: string, in: string, required?: boolean }} Parameter
 * @typedef {Record<string, { schema: Schema }>} Content
 * @typedef {{
 *   operationId: string,
 *   summary?: string,
 *   parameters: Parameter[],
 *   requestBody?: { content: Content },
 *   responses: Record<string, { content?: Content }>,
 * }} Documented
 * @typedef {{ paths: Record<string, Record<string, Documented>>, components: { schemas: Record<string, Schema> } }} Document
 * @typedef {{
 *   id: string,
 *   summary: string,
 *   method: string,
 *   path: string,
 *   pathParameters: string[],
 *   query: string[],
 *   form: boolean,
 *   body: Schema | null,
 *   answers: Schema[],
 *   isJson: boolean,
 * }} Operation
 */

const JSON_TYPE = 'application/json';
const FORM = 'application/x-www-form-urlencoded';
const ENDLESS = 'text/event-stream';

/**
 * Returns the operations that a client of another language calls. Redirects of a browser and the endless stream of events
 * have no place there; the feed has the same events in pages.
 *
 * @param {Document} document
 * @returns {Operation[]}
 */
export function clientOperations({ paths }) {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, documented]) => {
      const contents = Object.entries(documented.responses)
        .filter(([status]) => status.startsWith('2'))
        .map(([, { content }]) => content ?? {});
      const isEndless = contents.some((content) => ENDLESS in content);
      return contents.length === 0 || isEndless ? [] : [operation(method, path, documented, contents)];
    }),
  );
}

/**
 * @param {string} method
 * @param {string} path
 * @param {Documented} documented
 * @param {Content[]} contents
 * @returns {Operation}
 */
function operation(method, path, { operationId, summary = '', parameters, requestBody }, contents) {
  const [body] = Object.entries(requestBody?.content ?? {});
  const named = (/** @type {string} */ place) =>
    parameters.filter((parameter) => parameter.in === place).map(({ name }) => name);
  return {
    id: operationId,
    summary,
    method: method.toUpperCase(),
    path,
    pathParameters: named('path'),
    query: named('query'),
    form: body?.[0] === FORM,
    body: body?.[1].schema ?? null,
    answers: contents.flatMap((content) => content[JSON_TYPE]?.schema ?? []),
    isJson: contents.every((content) => JSON_TYPE in content),
  };
}

/** @param {string} ref */
export const referredName = (ref) => ref.slice(ref.lastIndexOf('/') + 1);

/**
 * Returns a name in words of one style.
 *
 * @param {string} name
 */
export const snakeCase = (name) =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/\W+/g, '_')
    .toLowerCase();

/** @param {string} name */
export const pascalCase = (name) =>
  snakeCase(name)
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
