import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema: object;
}

interface Response {
  readonly description?: string;
  readonly headers?: Record<string, { readonly schema: object }>;
  readonly content?: Record<string, { readonly schema: object }>;
}

interface Operation {
  readonly operationId?: string;
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly security?: readonly Record<string, readonly string[]>[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Record<string, { readonly schema: object }> };
  readonly responses: Record<string, Response>;
}

interface Document {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: object; readonly securitySchemes: object };
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
const PLACES = ['path', 'query', 'header', 'cookie'];

/** What in a document is not as OpenAPI 3.1 wants it (§4.8), and every schema in it that is no JSON Schema. */
export function findDocumentFaults(given: unknown): string[] {
  const document = given as Document;
  const faults: string[] = [];
  if (!/^3\.1\.\d+$/.test(document.openapi)) faults.push(`openapi is ${document.openapi}`);
  if (!document.info.title || !document.info.version) faults.push('info has no title or version');
  const isSchema = schemaCheck(document, faults);
  for (const [name, schema] of Object.entries(document.components.schemas))
    isSchema(`schema ${name}`, schema);
  const seen = new Set<string>();
  for (const [path, operations] of Object.entries(document.paths)) {
    const shape = path.replace(/\{\w+\}/g, '{}');
    if (!path.startsWith('/') || seen.has(shape)) faults.push(`${path} is no path of its own`);
    seen.add(shape);
    for (const [method, operation] of Object.entries(operations)) {
      const where = `${method} ${path}`;
      if (!METHODS.includes(method)) faults.push(`${where} is no method`);
      faults.push(...operationFaults(operation, document).map((fault) => `${where} ${fault}`));
      faults.push(...parameterFaults(path, operation).map((fault) => `${where} ${fault}`));
      for (const [what, schema] of schemasOf(operation)) isSchema(`${where} ${what}`, schema);
    }
  }
  return faults;
}

/** Compiles each schema against the meta-schema of JSON Schema 2020-12, with the components that it refers to. */
function schemaCheck(document: Document, faults: string[]): (where: string, schema: unknown) => void {
  const ajv = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true });
  addFormats.default(ajv);
  ajv.addFormat('password', true).addVocabulary(['example', 'components']);
  return (where, schema) => {
    try {
      ajv.compile({ ...(schema as object), components: document.components });
    } catch (error) {
      faults.push(`${where}: ${String(error)}`);
    }
  };
}

function operationFaults(operation: Operation, { components }: Document): string[] {
  const { operationId, summary, tags = [], security = [], responses } = operation;
  const schemes = security.flatMap((requirement) => Object.keys(requirement));
  const checks: [boolean, string][] = [
    [!/^[a-z]\w+$/i.test(operationId ?? ''), 'has no operationId'],
    [!summary, 'has no summary'],
    [tags.length === 0, 'has no tag'],
    [schemes.some((name) => !(name in components.securitySchemes)), 'asks for an unknown credential'],
    [!Object.keys(responses).some((status) => /^[23]\d\d$/.test(status)), 'never succeeds'],
    [Object.keys(responses).some((status) => !/^[2-5]\d\d$/.test(status)), 'answers with what is no status'],
    [Object.values(responses).some(({ description }) => !description), 'answers without a description'],
  ];
  return checks.flatMap(([wrong, fault]) => (wrong ? [fault] : []));
}

function parameterFaults(path: string, { parameters = [] }: Operation): string[] {
  const inPath = parameters.filter((one) => one.in === 'path');
  const template = [...path.matchAll(/\{(\w+)\}/g)].map((found) => found[1]);
  const names = parameters.map((one) => `${one.in} ${one.name}`);
  const checks: [boolean, string][] = [
    [
      template.sort().join() !==
        inPath
          .map(({ name }) => name)
          .sort()
          .join(),
      'has other parameters than its path',
    ],
    [inPath.some(({ required }) => required !== true), 'has a parameter of the path that is not required'],
    [new Set(names).size !== names.length, 'has a parameter twice'],
    [parameters.some((one) => !PLACES.includes(one.in)), 'has a parameter that is nowhere'],
  ];
  return checks.flatMap(([wrong, fault]) => (wrong ? [fault] : []));
}

function* schemasOf({ parameters = [], requestBody, responses }: Operation): Generator<[string, object]> {
  for (const { name, schema } of parameters) yield [name, schema];
  for (const [type, { schema }] of Object.entries(requestBody?.content ?? {})) yield [type, schema];
  for (const [status, { headers = {}, content = {} }] of Object.entries(responses)) {
    for (const [name, { schema }] of Object.entries(headers)) yield [`${status} ${name}`, schema];
    for (const [type, { schema }] of Object.entries(content)) yield [`${status} ${type}`, schema];
  }
}
