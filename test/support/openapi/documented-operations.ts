/** An operation of the OpenAPI document. */
export interface Operation {
  readonly operationId: string;
  /** The permission that a caller needs. */
  readonly 'x-permission'?: string;
  readonly security?: readonly Record<string, unknown>[];
  readonly parameters: readonly { readonly name: string; readonly in: 'path' | 'query' | 'header' }[];
  readonly requestBody?: {
    readonly required: boolean;
    readonly content: Readonly<Record<string, { readonly schema: BodySchema }>>;
  };
}

/** The parts of JSON Schema that request bodies use. There are no references to other schemas. */
export interface BodySchema {
  readonly type: 'object' | 'array' | 'string' | 'boolean' | 'integer';
  readonly format?: string;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: BodySchema;
  readonly properties?: Readonly<Record<string, BodySchema>>;
  /** False if the object has no other members. */
  readonly additionalProperties?: unknown;
  /** Alternatives, in place of the other members. */
  readonly anyOf?: readonly BodySchema[];
  readonly oneOf?: readonly BodySchema[];
}

/** A schema as the document has it: its type may be a list of alternatives. */
type DocumentedSchema = Omit<BodySchema, 'type'> & {
  readonly type: BodySchema['type'] | readonly [BodySchema['type'], ...unknown[]];
};

/** Returns the first alternative of a schema that has some, else the schema. */
export function firstAlternative(schema: DocumentedSchema): BodySchema {
  const { type, ...rest } = schema;
  return (
    schema.anyOf?.[0] ?? schema.oneOf?.[0] ?? { ...rest, type: typeof type === 'string' ? type : type[0] }
  );
}

/** Tells whether an operation refuses callers without credentials. */
export function needsCredentials({ security = [] }: Operation): boolean {
  return security.length > 0 && security.every((scheme) => Object.keys(scheme).length > 0);
}

/** Tells whether an operation admits services. */
export function admitsServices({ security = [] }: Operation): boolean {
  return security.some((scheme) => 'service' in scheme);
}

/** An operation with its method and path. */
export interface DocumentedOperation {
  readonly method: string;
  /** Path with parameters in the form `{name}`. */
  readonly template: string;
  readonly operation: Operation;
}

/** Returns the operations in the OpenAPI document of a running program. */
export async function listOperations(url: string): Promise<DocumentedOperation[]> {
  const document = (await (await fetch(`${url}/openapi.json`)).json()) as {
    paths: Record<string, Record<string, Operation>>;
  };
  return Object.entries(document.paths).flatMap(([template, methods]) =>
    Object.entries(methods).map(([name, operation]) => ({ method: name.toUpperCase(), template, operation })),
  );
}
