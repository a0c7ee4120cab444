import { clientOperations, pascalCase, referredName, snakeCase } from './operations.mjs';

/** @import { Document, Operation, Schema } from './operations.mjs' */

const BANNER = 'Generated from the OpenAPI document by `npm run sdk`. Do not edit.';
/** @type {Record<string, string>} */
const PLAIN = { string: 'str', integer: 'int', number: 'float', boolean: 'bool', null: 'None' };

/**
 * Returns the models and the operations of the Python client as source files.
 *
 * @param {unknown} given the OpenAPI document
 */
export function pythonSources(given) {
  const document = /** @type {Document} */ (given);
  const models = new Models();
  for (const [name, schema] of Object.entries(document.components.schemas)) models.add(name, schema);
  const operations = clientOperations(document).map((operation) => pythonMethod(operation, models));
  return {
    'models.py': [
      `"""Types of requests and answers. ${BANNER}"""`,
      '',
      'from typing import Any, Literal, NotRequired, TypedDict, Union',
      '',
      ...models.definitions,
      ...inOrder(models.aliases),
      '',
    ].join('\n'),
    'operations.py': [
      `"""The operations of the API. ${BANNER}"""`,
      '',
      'from collections.abc import Mapping',
      'from typing import Any',
      'from urllib.parse import quote',
      '',
      'from . import models',
      '',
      '',
      'def _quoted(part: str) -> str:',
      '    return quote(part, safe="")',
      '',
      '',
      'def _given(query: Mapping[str, str | None]) -> dict[str, str]:',
      '    return {name: value for name, value in query.items() if value is not None}',
      '',
      '',
      'class Operations:',
      '    """Every operation of the API as a method. The client sends them."""',
      '',
      '    def send(self, method: str, path: str, *, query: Mapping[str, str] | None = None,',
      '             body: Any = None, form: bool = False, parse: bool = True) -> Any:',
      '        """Sends a request and returns the body of its answer."""',
      '        raise NotImplementedError',
      ...operations,
      '',
    ].join('\n'),
  };
}

/**
 * Returns the lines of aliases, each after those that it uses.
 *
 * @param {Map<string, string>} aliases
 * @throws {Error} some use each other
 */
function inOrder(aliases) {
  const left = new Map(aliases);
  const uses = (/** @type {string} */ type, /** @type {string} */ name) =>
    new RegExp(`\\b${name}\\b`).test(type);
  /** @type {string[]} */
  const lines = [];
  while (left.size > 0) {
    const next = [...left].find(([, type]) => ![...left.keys()].some((name) => uses(type, name)));
    if (next === undefined) throw new Error(`These types use each other: ${[...left.keys()].join(', ')}.`);
    lines.push(next.join(' = '));
    left.delete(next[0]);
  }
  return lines;
}

/** Collects the definitions of types, each before the types that use it. */
class Models {
  /** @type {string[]} */
  definitions = [];
  /**
   * Other names of types, which can use any of them, with their types.
   *
   * @type {Map<string, string>}
   */
  aliases = new Map();

  /**
   * @param {string} name
   * @param {Schema} schema
   */
  add(name, schema) {
    if (schema.properties === undefined) {
      this.aliases.set(name, this.type(schema, name));
      return;
    }
    const required = new Set(schema.required);
    const members = Object.entries(schema.properties).map(([key, property]) => {
      const type = JSON.stringify(this.type(property, name + pascalCase(key)));
      return `    ${JSON.stringify(key)}: ${required.has(key) ? type : `NotRequired[${type}]`},`;
    });
    this.definitions.push(`${name} = TypedDict("${name}", {`, ...members, '})');
  }

  /**
   * Returns the expression of a type, which may quote names that are defined later.
   *
   * @param {Schema} schema
   * @param {string} name for an object in place
   * @returns {string}
   */
  type(schema, name) {
    const alternatives = schema.anyOf ?? schema.oneOf;
    if (schema.$ref !== undefined) return referredName(schema.$ref);
    if (alternatives !== undefined)
      return union(alternatives.map((one, i) => this.type(one, `${name}${i + 1}`)));
    if (Array.isArray(schema.type))
      return union(schema.type.map((type) => this.type({ ...schema, type }, name)));
    const values = schema.enum ?? (schema.const === undefined ? undefined : [schema.const]);
    if (values !== undefined && schema.type !== 'null')
      return `Literal[${values.map(pythonLiteral).join(', ')}]`;
    if (schema.type === 'array') return `list[${this.type(schema.items ?? {}, `${name}Item`)}]`;
    if (schema.type !== 'object') return PLAIN[schema.type ?? ''] ?? 'Any';
    if (Object.keys(schema.properties ?? {}).length === 0) return 'dict[str, Any]';
    this.add(name, schema);
    return name;
  }
}

/** @param {unknown} value */
function pythonLiteral(value) {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return value === null ? 'None' : JSON.stringify(value);
}

/** @param {string[]} types */
const union = (types) => {
  const distinct = [...new Set(types)];
  return distinct.length === 1 ? String(distinct[0]) : `Union[${distinct.join(', ')}]`;
};

/**
 * @param {Operation} operation
 * @param {Models} models
 */
function pythonMethod(operation, models) {
  const { id, summary, method, path, pathParameters, query, form, body, answers, isJson } = operation;
  const inModels = (/** @type {Schema} */ schema, /** @type {string} */ suffix) => {
    const name = pascalCase(id) + suffix;
    if (schema.$ref !== undefined) return `models.${referredName(schema.$ref)}`;
    models.add(name, schema);
    return `models.${name}`;
  };
  const parameters = ['self', ...pathParameters.map((name) => `${snakeCase(name)}: str`)];
  if (body !== null) parameters.push(`body: ${inModels(body, 'Body')}`);
  if (query.length > 0)
    parameters.push('*', ...query.map((name) => `${pythonName(name)}: str | None = None`));
  const answer = isJson ? answers.map((schema) => inModels(schema, 'Answer')).join(' | ') : 'bytes';
  const sent = pathParameters.length === 0 ? JSON.stringify(path) : pythonPath(path);
  const options = [
    query.length === 0 ? '' : `query=_given({${query.map((q) => `"${q}": ${pythonName(q)}`).join(', ')}})`,
    body === null ? '' : 'body=body',
    form ? 'form=True' : '',
    isJson ? '' : 'parse=False',
  ];
  return [
    '',
    `    def ${snakeCase(id)}(${parameters.join(', ')}) -> ${answer}:`,
    `        """${summary}"""`,
    `        return self.send(${[`"${method}"`, sent, ...options.filter((one) => one !== '')].join(', ')})`,
  ].join('\n');
}

/** @param {string} name of a parameter, which may be a keyword */
const pythonName = (name) => (name === 'from' ? 'from_' : snakeCase(name));

/** @param {string} path */
const pythonPath = (path) => `f"${path.replace(/\{(\w+)\}/g, (_, name) => `{_quoted(${snakeCase(name)})}`)}"`;
