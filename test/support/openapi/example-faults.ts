import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { inlineParts } from './inline-parts.js';

interface Content {
  readonly schema: object;
  readonly example?: unknown;
  readonly examples?: Record<string, { readonly value?: unknown; readonly $ref?: string }>;
}

interface Operation {
  readonly requestBody?: { readonly content: Record<string, Content> };
  readonly responses: Record<string, { readonly content?: Record<string, Content> }>;
}

interface Document {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly examples: Record<string, { readonly value: unknown }> };
}

const SHARED = '#/components/examples/';

/** Returns the structured bodies of a document without an example, and the examples that break their schema. */
export function findExampleFaults(given: object): string[] {
  const document = inlineParts(given) as Document;
  const faultsOf = exampleCheck(document);
  return Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, operation]) =>
      contents(operation).flatMap((content) => {
        const values = valuesOf(content, document);
        const faults = values.length === 0 ? ['has no example'] : values.flatMap(faultsOf(content.schema));
        return faults.map((fault) => `${method} ${path} ${fault}`);
      }),
    ),
  );
}

function valuesOf({ example, examples = {} }: Content, { components }: Document): unknown[] {
  if (example !== undefined) return [example];
  return Object.values(examples).map(({ value, $ref = '' }) =>
    value === undefined ? components.examples[$ref.slice(SHARED.length)]?.value : value,
  );
}

/** Returns a check of values against a schema. Equal schemas are compiled once. */
function exampleCheck({ components }: Document): (schema: object) => (value: unknown) => string[] {
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateSchema: false });
  addFormats.default(ajv);
  ajv.addFormat('password', true).addSchema({ $id: 'document', components });
  const compiled = new Map<string, ValidateFunction>();
  return (schema) => {
    const text = JSON.stringify(schema).replaceAll('"#/', '"document#/');
    const validate = compiled.get(text) ?? ajv.compile(JSON.parse(text) as object);
    compiled.set(text, validate);
    return (value) => (validate(value) ? [] : [ajv.errorsText(validate.errors)]);
  };
}

/** Returns the bodies of an operation that are JSON or a form. */
function contents({ requestBody, responses }: Operation): Content[] {
  const bodies = [requestBody, ...Object.values(responses)].flatMap((body) =>
    Object.entries(body?.content ?? {}),
  );
  return bodies
    .filter(([type]) => type.endsWith('json') || type.endsWith('urlencoded'))
    .map(([, content]) => content);
}
