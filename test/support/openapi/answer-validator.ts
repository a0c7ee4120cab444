import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { inlinePart } from './inline-parts.js';

/** A check of observed answers against the OpenAPI document. */
export interface OpenApiValidator {
  /** @throws Error the document does not declare the answer's status, headers, type or body (WEB-13) */
  validateAnswer(
    method: string,
    path: string,
    answer: { status: number; headers: Pick<Headers, 'get' | 'has'>; body: unknown },
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
  /** References to shared responses, or responses. */
  readonly responses: Record<string, { readonly $ref?: string }>;
}

interface Document {
  readonly paths: Record<string, Record<string, Operation>>;
}

/** Headers that clients of this API rely on. The document must declare each of them that an answer has. */
const OWN_HEADERS = ['event-position', 'consistency', 'etag', 'retry-after', 'www-authenticate'];

/** @throws Error a required header is missing, has the wrong type, or is undeclared although clients rely on it */
function expectHeaders(
  where: string,
  { headers: documented = {} }: DocumentedResponse,
  headers: Pick<Headers, 'get' | 'has'>,
): void {
  for (const [name, { required = false, schema }] of Object.entries(documented)) {
    const value = headers.get(name);
    if (value === null && required) throw new Error(`${where} without ${name}`);
    if (value !== null && schema.type === 'integer' && !/^\d+$/.test(value)) {
      throw new Error(`${where} with ${name}: ${value}, which is not a number`);
    }
  }
  const declared = new Set(Object.keys(documented).map((name) => name.toLowerCase()));
  for (const name of OWN_HEADERS) {
    if (headers.has(name) && !declared.has(name)) {
      throw new Error(`${where} with the undeclared header ${name}`);
    }
  }
}

/** Returns a JSON pointer as a fragment of a URL (RFC 6901 §6). */
function pointer(...names: readonly string[]): string {
  return names
    .map((name) => `/${encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'))}`)
    .join('');
}

/** Creates a validator from an OpenAPI 3.1 document. */
export function openApiValidator(given: unknown): OpenApiValidator {
  const document = given as Document;
  const { paths } = document;
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema(document, 'openapi.json');
  const compiled = new Map<string, ValidateFunction>();
  const templates = Object.keys(paths).map((template) => ({
    template,
    pattern: new RegExp(`^${template.replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '[^/]+')}$`),
  }));

  function schemaAt(place: string): ValidateFunction {
    const validate = compiled.get(place) ?? ajv.compile({ $ref: `openapi.json#${place}` });
    compiled.set(place, validate);
    return validate;
  }

  function expect(where: string, validate: ValidateFunction, body: unknown): void {
    if (!validate(body))
      throw new Error(`${where}: ${ajv.errorsText(validate.errors)}\n${JSON.stringify(body)}`);
  }

  return {
    validateAnswer(method, path, { status, headers, body }) {
      // The service takes doubled slashes and a slash at the end for the plain path.
      const pathname = (path.split('?')[0] ?? '').replace(/\/+/g, '/').replace(/(?<=.)\/$/, '');
      const template = templates.find(({ pattern }) => pattern.test(pathname))?.template;
      const name = method.toLowerCase();
      const operation = template === undefined ? undefined : paths[template]?.[name];
      const type = headers.get('content-type')?.split(';')[0] ?? '';
      const where = `${method} ${pathname} answered ${String(status)} ${type}`;
      if (template === undefined || operation === undefined) {
        expect(where, schemaAt('/components/schemas/Problem'), body);
        return;
      }
      const declared = operation.responses[String(status)];
      if (declared === undefined) throw new Error(`${where}: the document does not declare the status`);
      const response = inlinePart(document, declared) as DocumentedResponse;
      if (response.content !== undefined && response.content[type] === undefined)
        throw new Error(`${where}: the document does not declare the type`);
      expectHeaders(where, response, headers);
      if (response.content === undefined) {
        if (body !== undefined) throw new Error(`${where}: the document does not declare a body`);
        return;
      }
      const place = declared.$ref?.slice(1) ?? pointer('paths', template, name, 'responses', String(status));
      expect(where, schemaAt(place + pointer('content', type, 'schema')), body);
    },
  };
}
