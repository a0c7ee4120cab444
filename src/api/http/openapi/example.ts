import { valuesByFormat, valuesByName } from './example-values.js';

/** The parts of JSON Schema that the schemas of the API use. */
export interface ExampleSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly example?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly items?: ExampleSchema;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, ExampleSchema>>;
  readonly anyOf?: readonly ExampleSchema[];
  readonly oneOf?: readonly ExampleSchema[];
}

/** The named schemas of a document. */
export type ExampleSchemas = Readonly<Record<string, ExampleSchema>>;

const REFERENCE = '#/components/schemas/';

/** Returns a body that a client may send: the required fields, or the first one if every field is optional. */
export function requestExample(schema: ExampleSchema, schemas: ExampleSchemas): unknown {
  return exampleOf(schema, schemas, '', ({ properties = {}, required = [] }) => {
    const names = Object.keys(properties);
    return required.length > 0 ? names.filter((name) => required.includes(name)) : names.slice(0, 1);
  });
}

/** Returns a body of an answer with every field. */
export function answerExample(schema: ExampleSchema, schemas: ExampleSchemas): unknown {
  return exampleOf(schema, schemas, '', ({ properties = {} }) => Object.keys(properties));
}

function exampleOf(
  given: ExampleSchema,
  schemas: ExampleSchemas,
  name: string,
  fieldsOf: (schema: ExampleSchema) => string[],
): unknown {
  const schema = firstAlternative(resolve(given, schemas), schemas);
  const { example, items, properties = {} } = schema;
  if (example !== undefined) return example;
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  if (schema.type === 'array') return items === undefined ? [] : [exampleOf(items, schemas, name, fieldsOf)];
  if (schema.type === 'object')
    return Object.fromEntries(
      fieldsOf(schema).flatMap((field) => {
        const property = properties[field];
        return property === undefined ? [] : [[field, exampleOf(property, schemas, field, fieldsOf)]];
      }),
    );
  return scalar(schema, name);
}

function scalar({ type: types = [], format = '', minimum = 0 }: ExampleSchema, name: string): unknown {
  const type = [types].flat().find((one) => one !== 'null');
  if (type === 'boolean') return true;
  if (type === 'integer' || type === 'number') return Math.max(minimum, 1);
  if (type === 'string') return valuesByFormat[format] ?? valuesByName[name] ?? name;
  return null;
}

function resolve(schema: ExampleSchema, schemas: ExampleSchemas): ExampleSchema {
  const { $ref } = schema;
  return $ref === undefined ? schema : (schemas[$ref.slice(REFERENCE.length)] ?? {});
}

/** Returns the first alternative of a schema that is not null. */
function firstAlternative(schema: ExampleSchema, schemas: ExampleSchemas): ExampleSchema {
  const alternative = (schema.anyOf ?? schema.oneOf)?.find(({ type }) => type !== 'null');
  return alternative === undefined ? schema : firstAlternative(resolve(alternative, schemas), schemas);
}
