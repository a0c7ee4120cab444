import { pascalCase, referredName } from './operations.mjs';

/** @import { Schema } from './operations.mjs' */

/** @type {Record<string, string>} */
const PLAIN = { string: 'string', integer: 'int64', number: 'float64', boolean: 'bool' };
/** Type of a value that no single type of Go describes. Its caller decodes it. */
const UNDECODED = 'json.RawMessage';
/** The one enumeration over which programs switch. Other ones are strings. */
const SWITCHED = 'ProblemCode';

/** Collects the definitions of types. */
export class Models {
  /** @type {string[]} */
  definitions = [];

  /** @param {Record<string, Schema>} schemas */
  constructor(schemas) {
    this.schemas = schemas;
  }

  /**
   * @param {string} name
   * @param {Schema} schema
   */
  add(name, schema) {
    const object = this.object(schema);
    if (object === null) {
      this.definitions.push(`type ${name} = ${this.type(schema, name)}\n`);
      return;
    }
    const required = new Set(object.required);
    const fields = Object.entries(object.properties ?? {}).map(([key, property]) => {
      const type = this.type(property, name + pascalCase(key));
      const isRequired = required.has(key);
      const tag = isRequired ? key : `${key},omitempty`;
      return [pascalCase(key), isRequired ? type : optional(type), `\`json:"${tag}"\``];
    });
    this.definitions.push(`type ${name} struct {\n${aligned(fields)}}\n`);
  }

  /**
   * Returns an object with the fields of a schema. Alternatives give one object with the fields of all, where those are
   * required that each alternative requires. Returns null if a value may be something else.
   *
   * @param {Schema} schema
   * @returns {Schema | null}
   */
  object({ $ref, anyOf, oneOf, properties, required = [] }) {
    if ($ref !== undefined) return this.object(this.schemas[referredName($ref)] ?? {});
    if (properties !== undefined) return { properties, required };
    const [first = null, ...others] = (anyOf ?? oneOf ?? []).map((one) => this.object(one));
    return others.reduce((all, one) => all && one && merged(all, one), first);
  }

  /**
   * @param {Schema} schema
   * @param {string} name for an object in place
   * @returns {string}
   */
  type(schema, name) {
    if (schema.$ref !== undefined) return referredName(schema.$ref);
    const alternatives = alternativesOf(schema);
    const [first, ...others] = alternatives.filter(({ type }) => type !== 'null');
    if (first === undefined) return UNDECODED;
    if (others.length === 0 && first !== schema) {
      const type = this.type(first, name);
      return alternatives.length > 1 ? optional(type) : type;
    }
    if (name === SWITCHED) this.define(name, schema.enum ?? []);
    if (name === SWITCHED) return name;
    if (schema.type === 'array') return `[]${this.type(schema.items ?? {}, `${name}Item`)}`;
    const object = this.object(schema);
    if (object === null)
      return schema.type === 'object' ? 'map[string]any' : (PLAIN[String(schema.type)] ?? UNDECODED);
    if (Object.keys(object.properties ?? {}).length === 0) return 'map[string]any';
    this.add(name, object);
    return name;
  }

  /**
   * Defines a string type with a constant for each value.
   *
   * @param {string} name
   * @param {unknown[]} values
   */
  define(name, values) {
    const constants = values.map((value) => [name + pascalCase(String(value)), `${name} = "${value}"`]);
    this.definitions.push(`type ${name} string\n\nconst (\n${aligned(constants)})\n`);
  }
}

/**
 * @param {Schema} schema
 * @returns {Schema[]}
 */
function alternativesOf(schema) {
  if (Array.isArray(schema.type)) return schema.type.map((type) => ({ ...schema, type }));
  return schema.anyOf ?? schema.oneOf ?? [schema];
}

/**
 * @param {Schema} one
 * @param {Schema} other
 * @returns {Schema}
 */
function merged(one, other) {
  const properties = { ...one.properties };
  for (const [name, property] of Object.entries(other.properties ?? {})) {
    const known = properties[name];
    if (known === undefined) properties[name] = property;
    else if (plainType(known) !== plainType(property)) properties[name] = {};
  }
  return { properties, required: (one.required ?? []).filter((name) => other.required?.includes(name)) };
}

/**
 * Returns lines with aligned columns, as gofmt writes them.
 *
 * @param {string[][]} lines
 */
export function aligned(lines) {
  const widths = (lines[0] ?? []).map((_, column) =>
    Math.max(...lines.map((cells) => cells[column]?.length ?? 0)),
  );
  const padded = (/** @type {string[]} */ cells) =>
    cells
      .map((cell, column) => (column === cells.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)))
      .join(' ');
  return lines.map((cells) => `\t${padded(cells)}\n`).join('');
}

/** @param {Schema} schema */
const plainType = (schema) =>
  PLAIN[String(schema.type)] === undefined ? JSON.stringify(schema) : String(schema.type);

/** @param {string} type */
const optional = (type) => (/^(\*|\[\]|map|json\.)/.test(type) ? type : `*${type}`);
