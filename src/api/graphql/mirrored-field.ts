import type { ProblemCode } from '../http/problems/problem-table.js';
import type { CallRoute, Members, RouteValues } from './route-calls.js';

/** A field with the value of a REST route, and so with its permission. */
export interface MirroredField {
  /** The operation of the route. */
  readonly operation: string;
  /** The operation by which people read the same of their own account, now. */
  readonly ownOperation?: string;
  /** Returns the input of the route. The page of a list is added to it. */
  readonly values?: (source: Members, args: Members) => RouteValues;
  /** The value is a page of a list. */
  readonly isPage?: true;
  /** Members that every object of the value gets beside its own, such as the id of its parent. */
  readonly added?: (source: Members, args: Members) => Members;
  /** The problems that mean that there is nothing: the value is null without an error. */
  readonly nullFor?: readonly ProblemCode[];
  /** Turns the answer of the route into the value of the field. */
  readonly value?: (body: Members, at: FieldPlace) => unknown;
}

/** The place of a field in a document. */
export interface FieldPlace {
  readonly source: Members;
  readonly args: Members;
  readonly call: CallRoute;
}

/** The types of one area: their definition, and the fields that have a route. */
export interface SchemaArea {
  readonly sdl: string;
  /** The routes behind fields, by `Type.field`. The other fields are members of the answer of their parent's route. */
  readonly fields: Readonly<Record<string, MirroredField>>;
  /** The members behind fields of another name, by `Type.field`. */
  readonly members?: Readonly<Record<string, string>>;
}
