import type { GraphQLFieldResolver } from 'graphql';
import { Problem } from '../http/problems/problem.js';
import { actorOf } from '../http/requests/request-context.js';
import type { ListCursors } from './list-cursors.js';
import type { MirroredField } from './mirrored-field.js';
import { isMembers } from './route-calls.js';
import type { CallRoute, FieldRequest, Members, RouteValues } from './route-calls.js';
import { memberOf, mirroredFields } from './schema.js';

/** Context that the fields of one request share. */
export interface FieldContext {
  readonly request: FieldRequest;
  readonly call: CallRoute;
  readonly cursors: ListCursors;
  /** Counts objects of lists. */
  readonly countObjects: (more: number) => void;
}

/** The objects in the lists of an answer. Lists without pages may be longer than their cost says. */
const MAX_OBJECTS = 5000;

/** Returns a counter that bounds the objects of one answer. */
export function objectCounter(): (more: number) => void {
  let objects = 0;
  return (more) => {
    objects += more;
    if (objects > MAX_OBJECTS)
      throw new Problem('query_too_complex', {
        detail: 'The answer has too many objects.',
        reason: 'objects',
      });
  };
}

/** Resolves every field: by its REST route, or from the answer of the route of its parent. */
export const resolveField: GraphQLFieldResolver<unknown, FieldContext, Record<string, unknown>> = (
  root,
  args,
  context,
  { parentType, fieldName },
) => {
  const source = isMembers(root) ? root : {};
  const mirrored = mirroredFields.get(`${parentType.name}.${fieldName}`);
  if (mirrored !== undefined) return resolveMirrored(mirrored, source, args, context);
  const member = memberOf(parentType.name, fieldName);
  return Object.hasOwn(source, member) ? counted(source[member], context) : null;
};

async function resolveMirrored(
  field: MirroredField,
  source: Members,
  args: Members,
  context: FieldContext,
): Promise<unknown> {
  const { call, countObjects } = context;
  // Fields beyond the bound end at once.
  countObjects(0);
  const isOwn = field.ownOperation !== undefined && isOwnAccount(source, context.request);
  const operation = isOwn ? field.ownOperation : field.operation;
  const values = isOwn ? {} : (field.values?.(source, args) ?? {});
  try {
    const added = field.added?.(source, args) ?? {};
    if (field.isPage === true) return await readPage({ operation, values, added }, args, context);
    const body = await call(operation, values);
    return counted(withMembers((await field.value?.(body, { source, args, call })) ?? body, added), context);
  } catch (error) {
    const code = codeOf(error);
    if (field.nullFor?.some((one) => one === code) === true) return null;
    throw error;
  }
}

/** Tells whether a source is the account of the caller as it is now. */
function isOwnAccount({ user_id: id, as_of: asOf = null }: Members, { caller }: FieldRequest): boolean {
  return caller.kind === 'administrator' && caller.userId === id && asOf === null;
}

/** @throws Problem invalid_cursor */
async function readPage(
  { operation, values, added }: { operation: string; values: RouteValues; added: Members },
  { first, after }: Members,
  { call, cursors, request }: FieldContext,
): Promise<unknown> {
  const list = JSON.stringify([actorOf(request.caller), operation, values]);
  const cursor = typeof after === 'string' ? cursors.open(after, list) : undefined;
  const page = await call(operation, { ...values, query: { ...values.query, limit: String(first), cursor } });
  const { items: nodes, next_cursor: next } = page;
  const end = typeof next === 'string' ? cursors.seal(next, list) : null;
  return { nodes: withMembers(nodes, added), page_info: { has_next_page: end !== null, end_cursor: end } };
}

/** Adds members to an object, or to every object of a list. */
function withMembers(value: unknown, added: Members): unknown {
  if (Array.isArray(value)) return value.map((one: unknown) => withMembers(one, added));
  return isMembers(value) ? { ...value, ...added } : value;
}

function counted(value: unknown, { countObjects }: FieldContext): unknown {
  if (Array.isArray(value) && value.some(isMembers)) countObjects(value.length);
  return value;
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}
