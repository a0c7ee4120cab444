import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { inlineParts } from './inline-parts.js';

interface Parameter {
  readonly name: string;
  readonly description?: string;
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
  readonly webhooks: Record<string, Record<string, Operation>>;
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly components: { readonly schemas: object; readonly securitySchemes: object };
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
const PARAMETER_LOCATIONS = ['path', 'query', 'header', 'cookie'];

/** Returns the violations of OpenAPI 3.1 (§4.8) in a document, invalid JSON Schemas included. */
export function findDocumentFaults(given: unknown): string[] {
  const document = inlineParts(given as object) as Document;
  const faults: string[] = [];
  if (!/^3\.1\.\d+$/.test(document.openapi)) faults.push(`openapi is ${document.openapi}`);
  if (!document.info.title || !document.info.version) faults.push('info has no title or version');
  const checkSchema = schemaCheck(document, faults);
  for (const [name, schema] of Object.entries(document.components.schemas))
    checkSchema(`schema ${name}`, schema);
  const seen = new Set<string>();
  for (const [path, operations] of Object.entries(document.paths)) {
    const pattern = path.replace(/\{\w+\}/g, '{}');
    if (!path.startsWith('/') || seen.has(pattern)) faults.push(`${path} is relative or a duplicate`);
    seen.add(pattern);
    for (const [method, operation] of Object.entries(operations)) {
      const where = `${method} ${path}`;
      if (!METHODS.includes(method)) faults.push(`${where} has an unknown method`);
      faults.push(...operationFaults(operation, document).map((fault) => `${where} ${fault}`));
      faults.push(...parameterFaults(path, operation).map((fault) => `${where} ${fault}`));
      for (const [part, schema] of schemasOf(operation)) checkSchema(`${where} ${part}`, schema);
    }
  }
  for (const [name, operations] of Object.entries(document.webhooks)) {
    for (const operation of Object.values(operations)) {
      faults.push(...operationFaults(operation, document).map((fault) => `webhook ${name} ${fault}`));
      for (const [part, schema] of schemasOf(operation)) checkSchema(`webhook ${name} ${part}`, schema);
    }
  }
  return faults;
}

/** Returns a check that compiles a schema, with the components that it refers to, as JSON Schema 2020-12. */
function schemaCheck(document: Document, faults: string[]): (where: string, schema: unknown) => void {
  const ajv = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true });
  addFormats.default(ajv);
  ajv.addFormat('password', true).addVocabulary(['example', 'components']);
  const { schemas } = document.components;
  const checked = new Set<string>();
  return (where, schema) => {
    const text = JSON.stringify(schema);
    if (checked.has(text)) return;
    checked.add(text);
    try {
      ajv.compile({ ...(schema as object), components: { schemas } });
    } catch (error) {
      faults.push(`${where}: ${String(error)}`);
    }
  };
}

function operationFaults(operation: Operation, { components, tags: groups }: Document): string[] {
  const { operationId, summary, tags = [], security = [], responses } = operation;
  const schemes = security.flatMap((requirement) => Object.keys(requirement));
  const checks: [boolean, string][] = [
    [!/^[a-z]\w+$/i.test(operationId ?? ''), 'has no operationId'],
    [!summary, 'has no summary'],
    [tags.length === 0, 'has no tag'],
    [tags.some((tag) => !groups.some(({ name }) => name === tag)), 'has a tag without a description'],
    [schemes.some((name) => !(name in components.securitySchemes)), 'requires an unknown security scheme'],
    [!Object.keys(responses).some((status) => /^[23]\d\d$/.test(status)), 'has no successful response'],
    [
      Object.keys(responses).some((status) => !/^[2-5]\d\d$/.test(status)),
      'has a response with an invalid status',
    ],
    [
      Object.values(responses).some(({ description }) => !description),
      'has a response without a description',
    ],
  ];
  return checks.flatMap(([wrong, fault]) => (wrong ? [fault] : []));
}

function parameterFaults(path: string, { parameters = [] }: Operation): string[] {
  const inPath = parameters.filter((parameter) => parameter.in === 'path');
  const template = [...path.matchAll(/\{(\w+)\}/g)].map((found) => found[1]);
  const names = parameters.map((parameter) => `${parameter.in} ${parameter.name}`);
  const checks: [boolean, string][] = [
    [
      template.sort().join() !==
        inPath
          .map(({ name }) => name)
          .sort()
          .join(),
      'declares other parameters than its path contains',
    ],
    [inPath.some(({ required }) => required !== true), 'has an optional path parameter'],
    [new Set(names).size !== names.length, 'has a duplicate parameter'],
    [
      parameters.some(({ description }) => description === undefined),
      'has a parameter without a description',
    ],
    [
      parameters.some((parameter) => !PARAMETER_LOCATIONS.includes(parameter.in)),
      'has a parameter with an unknown location',
    ],
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
