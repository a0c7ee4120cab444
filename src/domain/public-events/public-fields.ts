import { z } from 'zod';
import type { EventDefinition } from '../event.js';

type Fields = Pick<EventDefinition, 'secret' | 'internal' | 'personal' | 'schema'>;

/** Tells whether consumers may see a field at all. */
export function isPublicField(
  { secret, internal }: Pick<Fields, 'secret' | 'internal'>,
  field: string,
): boolean {
  return !secret.includes(field) && !internal.includes(field);
}

/**
 * Returns the schema of the public fields of an event. A personal field is absent without the scope for it, and null
 * after an erasure.
 */
export function publicSchemaOf(definition: Fields): z.ZodObject {
  const { personal, schema } = definition;
  const fields = Object.entries(schema.shape).flatMap(([name, field]) => {
    if (!isPublicField(definition, name)) return [];
    return [[name, personal.includes(name) ? z.string().nullable().optional() : field] as const];
  });
  return z.looseObject(Object.fromEntries(fields));
}
