import { aligned, Models } from './go-models.mjs';
import { clientOperations, pascalCase, referredName } from './operations.mjs';

/** @import { Document, Operation, Schema } from './operations.mjs' */

const BANNER =
  '// Code generated from the OpenAPI document by `npm run sdk`. DO NOT EDIT.\n\npackage credence\n';

/**
 * Returns the models and the operations of the Go client as source files.
 *
 * @param {unknown} given the OpenAPI document
 */
export function goSources(given) {
  const document = /** @type {Document} */ (given);
  const models = new Models(document.components.schemas);
  for (const [name, schema] of Object.entries(document.components.schemas)) models.add(name, schema);
  const operations = clientOperations(document).map((operation) => goMethod(operation, models));
  return {
    'models.go': [`${BANNER}\nimport "encoding/json"\n`, ...models.definitions].join('\n'),
    'operations.go': [`${BANNER}\nimport (\n\t"context"\n\t"net/url"\n)\n`, ...operations].join('\n'),
  };
}

/**
 * @param {Operation} operation
 * @param {Models} models
 */
function goMethod(operation, models) {
  const { id, summary, method, path, pathParameters, query, form, body, answers, isJson } = operation;
  const name = pascalCase(id);
  /** @type {(schema: Schema, suffix: string) => string} */
  const model = (schema, suffix) => {
    if (schema.$ref !== undefined) return referredName(schema.$ref);
    models.add(name + suffix, schema);
    return name + suffix;
  };
  const fields = [`method: "${method}"`, `path: ${goPath(path)}`];
  const parameters = [
    'ctx context.Context',
    ...pathParameters.map((parameter) => `${variable(parameter)} string`),
  ];
  if (body !== null) {
    parameters.push(`body ${model(body, 'Body')}`);
    fields.push('body: body');
  }
  if (form) fields.push('form: true');
  if (query.length > 0) {
    const members = aligned(query.map((one) => [pascalCase(one), 'string']));
    const comment = `// ${name}Query has the parameters of ${name}; empty ones are not sent.`;
    models.definitions.push(`${comment}\ntype ${name}Query struct {\n${members}}\n`);
    parameters.push(`query ${name}Query`);
    fields.push(
      `query: map[string]string{${query.map((one) => `"${one}": query.${pascalCase(one)}`).join(', ')}}`,
    );
  }
  const [answer = {}] = answers;
  const type = isJson ? model(answers.length > 1 ? { anyOf: answers } : answer, 'Answer') : '';
  const result = isJson ? `(*${type}, error)` : '([]byte, error)';
  const call = isJson ? `call[${type}]` : 'callBytes';
  return `// ${name}: ${summary}
func (client *Client) ${name}(${parameters.join(', ')}) ${result} {
\treturn ${call}(ctx, client, request{${fields.join(', ')}})
}
`;
}

/** @param {string} name of a parameter in a path */
const variable = (name) => pascalCase(name).replace(/^./, (first) => first.toLowerCase());

/** @param {string} path */
const goPath = (path) =>
  `"${path.replace(/\{(\w+)\}/g, (_, name) => `" + url.PathEscape(${variable(name)}) + "`)}"`.replace(
    / \+ ""$/,
    '',
  );
