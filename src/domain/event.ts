import { z } from 'zod';

/**
 * What a personal field reads as once the key of the person it belongs to is destroyed. The one
 * instance is `ERASED`.
 */
export class Erased {
  /** Shows in JSON as null: there is nothing left to say. */
  toJSON(): null {
    return null;
  }
}

export const ERASED = new Erased();

const personalSchemas = new WeakSet<z.ZodType>();
const secretSchemas = new WeakSet<z.ZodType>();

/**
 * A field that tells something of a person or is a secret of theirs. The codec stores it encrypted
 * under that person's key, and it reads as `ERASED` after the key is gone.
 */
export function personal() {
  const schema = z.union([z.string(), z.instanceof(Erased)]);
  personalSchemas.add(schema);
  return schema;
}

/** A personal field that never leaves the service: no interface shows it. */
export function secret() {
  const schema = personal();
  secretSchemas.add(schema);
  return schema;
}

type Data = Record<string, unknown>;

export interface EventDefinition<Type extends string = string, Schema extends z.ZodObject = z.ZodObject> {
  readonly type: Type;
  /** The newest version, the only one that the domain sees. */
  readonly version: number;
  readonly schema: Schema;
  /** The names of the fields that are encrypted. */
  readonly personal: readonly string[];
  /** The names of those among them that never leave the service. */
  readonly secret: readonly string[];
  /** `upcasts[n - 1]` turns the data of version n into version n + 1. */
  readonly upcasts: readonly ((data: Data) => Data)[];
}

/**
 * Defines the newest version of an event type. Published versions never change their meaning: a new
 * shape is a new version with an upcast from the one before.
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

/** The domain's event of a definition: its type and its data, nothing of where it is stored. */
export type EventOf<Definition> =
  Definition extends EventDefinition<infer Type, infer Schema>
    ? { type: Type; data: z.output<Schema> }
    : never;

/** An event as it was recorded. */
export type Recorded<Event> = Event & {
  readonly id: string;
  readonly stream: string;
  readonly revision: number;
  readonly occurredAt: Date;
};
