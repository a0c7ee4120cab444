import { z } from 'zod';
import type { EventId } from './ids.js';

/** The value of a personal field after its subject's data key is destroyed. `ERASED` is the only instance. */
export class Erased {
  /** Serialises as null. */
  toJSON(): null {
    return null;
  }
}

export const ERASED = new Erased();

const personalSchemas = new WeakSet<z.ZodType>();
const secretSchemas = new WeakSet<z.ZodType>();

/**
 * Declares a field with personal data or a secret. The codec encrypts it under the data key of the event's subject, and
 * it reads as `ERASED` after that key is destroyed.
 */
export function personal() {
  return personalOf(z.string());
}

/**
 * Declares a personal field whose plain text has a type of its own.
 *
 * @param text the schema of the plain text
 */
export function personalOf<Text extends z.ZodType<string>>(text: Text) {
  const schema = z.union([text, z.instanceof(Erased)]);
  personalSchemas.add(schema);
  return schema;
}

/** Declares a personal field that may be absent: null is stored in clear text. */
export function personalOrNull() {
  const schema = personal().nullable();
  personalSchemas.add(schema);
  return schema;
}

/** Declares a personal field that no interface returns. */
export function secret() {
  const schema = personal();
  secretSchemas.add(schema);
  return schema;
}

type Data = Record<string, unknown>;

export interface EventDefinition<Type extends string = string, Schema extends z.ZodObject = z.ZodObject> {
  readonly type: Type;
  /** The newest version. The domain sees no other. */
  readonly version: number;
  readonly schema: Schema;
  /** The names of the encrypted fields. */
  readonly personal: readonly string[];
  /** The names of the encrypted fields that no interface returns. */
  readonly secret: readonly string[];
  /** `upcasts[n - 1]` turns the data of version n into version n + 1. */
  readonly upcasts: readonly ((data: Data) => Data)[];
}

/**
 * Defines the newest version of an event type. Published versions never change their meaning: a new shape is a new
 * version with an upcast from the previous one.
 */
export function defineEvent<Type extends string, Shape extends z.ZodRawShape>(
  type: Type,
  shape: Shape,
  upcasts: readonly ((data: Data) => Data)[] = [],
): EventDefinition<Type, z.ZodObject<Shape, z.core.$strict>> {
  const marked = (set: WeakSet<z.ZodType>) =>
    Object.entries(shape).flatMap(([name, field]) =>
      field instanceof z.ZodType && set.has(field) ? [name] : [],
    );
  return {
    type,
    version: upcasts.length + 1,
    schema: z.strictObject(shape),
    personal: marked(personalSchemas),
    secret: marked(secretSchemas),
    upcasts,
  };
}

/** The type and data of a definition's events. */
export type EventOf<Definition> =
  Definition extends EventDefinition<infer Type, infer Schema>
    ? { type: Type; data: z.output<Schema> }
    : never;

/** An event with its place in its stream. */
export type Recorded<Event> = Event & {
  readonly id: EventId;
  readonly stream: string;
  readonly revision: number;
  readonly occurredAt: Date;
  /** The caller that caused the event: `user:<id>`, `api_key:<id>`, `service`, `operator`, `anonymous` or `system`. */
  readonly actor: string;
};
