import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

export interface OpenApiValidator {
  /** @throws Error the answer's status, headers, type or body is not in the document (WEB-13) */
  validateAnswer(
    method: string,
    path: string,
    answer: { status: number; headers: Headers; body: unknown },
  ): void;
}

interface DocumentedHeader {
  readonly required?: boolean;
  readonly schema: { readonly type: string };
}

interface DocumentedResponse {
  readonly headers?: Record<string, DocumentedHeader>;
  readonly content?: Record<string, { readonly schema: object }>;
}

interface Operation {
  readonly responses: Record<string, DocumentedResponse>;
}

interface Document {
  readonly paths: Record<string, Record<string, Operation>>;
}

/** Headers that mean something to a client of this API: those that an answer has must be in the document. */
const OWN_HEADERS = ['event-position', 'consistency', 'etag', 'retry-after', 'www-authenticate'];

/** @throws Error a required header is missing or not of its type, or one of ours is not in the document */
function expectHeaders(
  where: string,
  { headers: documented = {} }: DocumentedResponse,
  headers: Headers,
): void {
  for (const [name, { required = false, schema }] of Object.entries(documented)) {
    const value = headers.get(name);
    if (value === null && required) throw new Error(`${where} without ${name}`);
    if (value !== null && schema.type === 'integer' && !/^\d+$/.test(value)) {
      throw new Error(`${where} with ${name}: ${value}, which is no number`);
    }
  }
  const known = new Set(Object.keys(documented).map((name) => name.toLowerCase()));
  for (const name of OWN_HEADERS) {
    if (headers.has(name) && !known.has(name)) {
      throw new Error(`${where} with ${name}, which is not in the document`);
    }
  }
}

/** Checks observed answers against an OpenAPI 3.1 document. */
export function openApiValidator(document: unknown): OpenApiValidator {
  const { paths } = document as Document;
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema(document as object, 'openapi.json');
  const compiled = new Map<string, ValidateFunction>();
  const templates = Object.keys(paths).map((template) => ({
    template,
    pattern: new RegExp(`^${template.replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '[^/]+')}$`),
  }));

  function schemaAt(pointer: string): ValidateFunction {
    const known = compiled.get(pointer) ?? ajv.compile({ $ref: `openapi.json#${pointer}` });
    compiled.set(pointer, known);
    return known;
  }

  function expect(where: string, validate: ValidateFunction, body: unknown): void {
    if (!validate(body))
      throw new Error(`${where}: ${ajv.errorsText(validate.errors)}\n${JSON.stringify(body)}`);
  }

  return {
    validateAnswer(method, path, { status, headers, body }) {
      const [bare = ''] = path.split('?');
      const template = templates.find(({ pattern }) => pattern.test(bare))?.template;
      const name = method.toLowerCase();
      const operation = template === undefined ? undefined : paths[template]?.[name];
      const type = headers.get('content-type')?.split(';')[0] ?? '';
      const where = `${method} ${bare} answered ${String(status)} ${type}`;
      if (template === undefined || operation === undefined) {
        expect(where, schemaAt('/components/schemas/Problem'), body);
        return;
      }
      const response = operation.responses[String(status)];
      if (response === undefined) throw new Error(`${where}, which is not in the document`);
      if (response.content !== undefined && response.content[type] === undefined)
        throw new Error(`${where}, whose type is not in the document`);
      expectHeaders(where, response, headers);
      if (response.content === undefined) {
        if (body !== undefined) throw new Error(`${where} with a body, which is not in the document`);
        return;
      }
      const pointer = ['paths', template, name, 'responses', String(status), 'content', type, 'schema']
        .map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')))
        .join('/');
      expect(where, schemaAt(`/${pointer}`), body);
    },
  };
}
