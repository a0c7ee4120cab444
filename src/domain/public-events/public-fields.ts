import { z } from 'zod';
import type { EventDefinition } from '../event.js';

/** Fields without a meaning outside of the service: fingerprints of email addresses, identities and browsers. */
const INTERNAL_FIELDS: ReadonlySet<string> = new Set(['claim', 'previous_claim', 'browser']);

type Fields = Pick<EventDefinition, 'secret' | 'personal' | 'schema'>;

/** Tells whether consumers may see a field at all. */
export function isPublicField({ secret }: Pick<Fields, 'secret'>, field: string): boolean {
  return !secret.includes(field) && !INTERNAL_FIELDS.has(field);
}

/**
 * Returns the schema of the public fields of an event. A personal field is absent without the scope for it, and null
 * after an erasure.
 */
export function publicSchemaOf({ secret, personal, schema }: Fields): z.ZodObject {
  const fields = Object.entries(schema.shape).flatMap(([name, field]) => {
    if (!isPublicField({ secret }, name)) return [];
    return [[name, personal.includes(name) ? z.string().nullable().optional() : field] as const];
  });
  return z.looseObject(Object.fromEntries(fields));
}
