interface Reference {
  readonly $ref?: string;
}

interface Document {
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;
}

const SHARED = /^#\/components\/(responses|headers)\/(.+)$/;

/** Returns an OpenAPI document with its shared responses and headers in place of the references to them. */
export function inlineParts(document: object): object {
  return inlinePart(document, document) as object;
}

/** Returns a part of an OpenAPI document with the shared responses and headers in place of the references to them. */
export function inlinePart(document: object, part: unknown): unknown {
  const { components } = document as Document;
  const inlined = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(inlined);
    if (typeof value !== 'object' || value === null) return value;
    const { $ref = '' } = value as Reference;
    const [, kind = '', name = ''] = SHARED.exec($ref) ?? [];
    const shared = components[kind]?.[name];
    if (shared !== undefined) return inlined(shared);
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, inlined(member)]));
  };
  return inlined(part);
}
