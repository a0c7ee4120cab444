import { z } from 'zod';
import type { EventId } from './ids.js';
import type { PersonalDataKind } from './personal-data.js';

/** The value of a personal field that cannot be read: `ERASED` after its subject's data key is destroyed, or `UNREAD`. */
export class Erased {
  /** Serialises as null. */
  toJSON(): null {
    return null;
  }
}

export const ERASED = new Erased();
/** The value of a personal field that its reader does not need, and that is therefore not decrypted. */
export const UNREAD = new Erased();

/** The meaning of a field beside its schema. */
interface FieldMark {
  /** The kind of personal data, or null for a field without it. */
  readonly kind: PersonalDataKind | null;
  /** True if no interface returns the field. */
  readonly secret: boolean;
}

const marks = new WeakMap<z.ZodType, FieldMark>();

function marked<Schema extends z.ZodType>(schema: Schema, mark: FieldMark): Schema {
  marks.set(schema, mark);
  return schema;
}

/**
 * Declares a field with personal data or a secret. The codec encrypts it under the data key of the event's subject, and
 * it reads as `ERASED` after that key is destroyed.
 *
 * @param kind the kind of data, with its category, purposes and retention
 */
export function personal(kind: PersonalDataKind) {
  return personalOf(z.string(), kind);
}

/**
 * Declares a personal field whose plain text has a type of its own.
 *
 * @param text the schema of the plain text
 */
export function personalOf<Text extends z.ZodType<string>>(text: Text, kind: PersonalDataKind) {
  return marked(z.union([text, z.instanceof(Erased)]), { kind, secret: false });
}

/** Declares a personal field that may be absent: null is stored in clear text. */
export function personalOrNull(kind: PersonalDataKind) {
  return marked(personal(kind).nullable(), { kind, secret: false });
}

/** Declares a personal field that no interface returns. */
export function secret(kind: PersonalDataKind) {
  return marked(personal(kind), { kind, secret: true });
}

/** Declares a secret that may be absent: null is stored in clear text. */
export function secretOrNull(kind: PersonalDataKind) {
  return marked(secret(kind).nullable(), { kind, secret: true });
}

/** Declares a field without a meaning outside of the service, such as a fingerprint. Its consumers do not get it. */
export function internal<Schema extends z.ZodType>(schema: Schema): Schema {
  return marked(schema.clone(), { kind: null, secret: false });
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
  /** The names of the fields without a meaning outside of the service. */
  readonly internal: readonly string[];
  /** The kind of personal data of each encrypted field. */
  readonly kinds: ReadonlyMap<string, PersonalDataKind>;
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
  const fields = Object.entries(shape).flatMap(([name, field]) => {
    const mark = field instanceof z.ZodType ? marks.get(field) : undefined;
    return mark === undefined ? [] : [{ name, ...mark }];
  });
  const kinds = new Map(
    fields.flatMap(({ name, kind }): [string, PersonalDataKind][] => (kind === null ? [] : [[name, kind]])),
  );
  return {
    type,
    version: upcasts.length + 1,
    schema: z.strictObject(shape),
    personal: [...kinds.keys()],
    secret: fields.filter((field) => field.secret).map(({ name }) => name),
    internal: fields.filter(({ kind }) => kind === null).map(({ name }) => name),
    kinds,
    upcasts,
  };
}

/** Returns the data of the earlier version: the new one differs in the meaning of a field. */
export function unchanged(data: Data): Data {
  return data;
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
  /** The caller that caused the event: `user:<id>`, `api_key:<id>`, `service`, `connection:<id>`, `operator`, `anonymous` or `system`. */
  readonly actor: string;
};
