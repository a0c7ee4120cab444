/** An operation of the OpenAPI document. */
export interface Operation {
  readonly operationId: string;
  readonly security?: readonly Record<string, unknown>[];
  readonly parameters: readonly { readonly name: string; readonly in: 'path' | 'query' | 'header' }[];
  readonly requestBody?: {
    readonly required: boolean;
    readonly content: Readonly<Record<string, { readonly schema: BodySchema }>>;
  };
}

/** What the schemas of bodies are made of: they name nothing that stands elsewhere. */
export interface BodySchema {
  readonly type: 'object' | 'array' | 'string' | 'boolean' | 'integer';
  readonly format?: string;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: BodySchema;
  readonly properties?: Readonly<Record<string, BodySchema>>;
}

export interface DocumentedOperation {
  readonly method: string;
  /** With parameters as `{name}`. */
  readonly template: string;
  readonly operation: Operation;
}

/** Every operation that a running program offers, by its own document. */
export async function listOperations(url: string): Promise<DocumentedOperation[]> {
  const document = (await (await fetch(`${url}/openapi.json`)).json()) as {
    paths: Record<string, Record<string, Operation>>;
  };
  return Object.entries(document.paths).flatMap(([template, methods]) =>
    Object.entries(methods).map(([name, operation]) => ({ method: name.toUpperCase(), template, operation })),
  );
}
