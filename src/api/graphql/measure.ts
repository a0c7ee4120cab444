import {
  getNamedType,
  getNullableType,
  isCompositeType,
  isListType,
  isObjectType,
  Kind,
  valueFromASTUntyped,
} from 'graphql';
import type {
  DocumentNode,
  FieldNode,
  FragmentDefinitionNode,
  GraphQLField,
  GraphQLNamedType,
  GraphQLSchema,
  OperationDefinitionNode,
  SelectionNode,
  SelectionSetNode,
} from 'graphql';
import { Problem } from '../http/problems/problem.js';
import { MAX_LIMIT } from '../http/requests/cursor.js';

/** The size of a part of a document, with its fragments in the place of their names. */
export interface DocumentSize {
  /** The fields on the longest way from the root to a leaf. */
  readonly depth: number;
  readonly aliases: number;
  readonly directives: number;
  /** The fields of the answer, if every page is full. */
  readonly cost: number;
}

/** The facts that the size of every part depends on. */
interface Measuring {
  readonly schema: GraphQLSchema;
  /** The values of the variables, and the defaults of those without a value. */
  readonly variables: ReadonlyMap<string, unknown>;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** The sizes of fragments, so that each is measured once. Null: its measurement is in progress. */
  readonly known: Map<string, DocumentSize | null>;
}

type ParentType = GraphQLNamedType | undefined;

const NOTHING: DocumentSize = { depth: 0, aliases: 0, directives: 0, cost: 0 };
/** The items that a list without pages counts as. */
const USUAL_ITEMS = 10;
/** The cost of the description of the schema, which has rules of its own against depth. */
const INTROSPECTION_COST = 1000;

/**
 * Measures an operation. Unknown names have a size too: the validation rejects them later.
 *
 * @throws Problem invalid_input: a page size is out of range, fragments form a cycle, or a name belongs to every object
 */
export function measureDocument(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): DocumentSize {
  const fragments = document.definitions.filter((one) => one.kind === Kind.FRAGMENT_DEFINITION);
  const measuring = {
    schema,
    variables: variablesOf(operation, variables),
    fragments: new Map(fragments.map((fragment) => [fragment.name.value, fragment])),
    known: new Map(),
  };
  const root = schema.getRootType(operation.operation) ?? undefined;
  const size = sizeOfSelections(measuring, operation.selectionSet, root);
  return { ...size, directives: size.directives + (operation.directives?.length ?? 0) };
}

function variablesOf(
  { variableDefinitions = [] }: OperationDefinitionNode,
  values: Readonly<Record<string, unknown>>,
): Map<string, unknown> {
  for (const { variable } of variableDefinitions) rejectCommonName(variable.name.value);
  const defaults = variableDefinitions.flatMap(({ variable, defaultValue }) =>
    defaultValue === undefined ? [] : [[variable.name.value, valueFromASTUntyped(defaultValue)] as const],
  );
  return new Map([...defaults, ...Object.entries(values)]);
}

/** Adds the sizes of parts that stand beside each other. */
function sum(sizes: readonly DocumentSize[]): DocumentSize {
  const add = (total: DocumentSize, one: DocumentSize) => ({
    depth: Math.max(total.depth, one.depth),
    aliases: total.aliases + one.aliases,
    directives: total.directives + one.directives,
    cost: total.cost + one.cost,
  });
  return sizes.reduce(add, NOTHING);
}

function sizeOfSelections(
  measuring: Measuring,
  set: SelectionSetNode | undefined,
  parent: ParentType,
): DocumentSize {
  return sum((set?.selections ?? []).map((selection) => sizeOfSelection(measuring, selection, parent)));
}

function sizeOfSelection(measuring: Measuring, selection: SelectionNode, parent: ParentType): DocumentSize {
  const size = sizeOfContent(measuring, selection, parent);
  return { ...size, directives: size.directives + (selection.directives?.length ?? 0) };
}

function sizeOfContent(measuring: Measuring, selection: SelectionNode, parent: ParentType): DocumentSize {
  switch (selection.kind) {
    case Kind.FIELD:
      return sizeOfField(measuring, selection, parent);
    case Kind.FRAGMENT_SPREAD:
      return sizeOfFragment(measuring, selection.name.value);
    case Kind.INLINE_FRAGMENT: {
      const condition = selection.typeCondition?.name.value;
      const type = condition === undefined ? parent : measuring.schema.getType(condition);
      return sizeOfSelections(measuring, selection.selectionSet, type);
    }
  }
}

function sizeOfFragment(measuring: Measuring, name: string): DocumentSize {
  const known = measuring.known.get(name);
  if (known === null)
    throw new Problem('invalid_input', { detail: 'Fragments form a cycle.', reason: 'cycle' });
  const fragment = measuring.fragments.get(name);
  if (known !== undefined || fragment === undefined) return known ?? NOTHING;
  measuring.known.set(name, null);
  const type = measuring.schema.getType(fragment.typeCondition.name.value);
  const content = sizeOfSelections(measuring, fragment.selectionSet, type);
  const size = { ...content, directives: content.directives + (fragment.directives?.length ?? 0) };
  measuring.known.set(name, size);
  return size;
}

function sizeOfField(measuring: Measuring, node: FieldNode, parent: ParentType): DocumentSize {
  const { alias, name, selectionSet } = node;
  if (alias !== undefined) rejectCommonName(alias.value);
  const field = isObjectType(parent) ? parent.getFields()[name.value] : undefined;
  const type = field === undefined ? undefined : getNamedType(field.type);
  const content = sizeOfSelections(measuring, selectionSet, type);
  const aliases = content.aliases + (alias === undefined ? 0 : 1);
  if (name.value === '__schema' || name.value === '__type')
    return { ...content, aliases, depth: 1, cost: INTROSPECTION_COST };
  const items = field === undefined ? 1 : itemsOf(measuring, node, field, parent);
  return { ...content, aliases, depth: content.depth + 1, cost: 1 + items * content.cost };
}

/** Returns the number of objects that a field stands for. The page size counts at the connection, not at its nodes. */
function itemsOf(
  measuring: Measuring,
  node: FieldNode,
  field: GraphQLField<unknown, unknown>,
  parent: ParentType,
): number {
  const first = field.args.find(({ name }) => name === 'first');
  if (first !== undefined) return pageSize(measuring, node, first.defaultValue);
  const isList = isListType(getNullableType(field.type)) && isCompositeType(getNamedType(field.type));
  return isList && parent?.name.endsWith('Connection') !== true ? USUAL_ITEMS : 1;
}

/** @throws Problem invalid_input */
function pageSize({ variables }: Measuring, node: FieldNode, byDefault: unknown): number {
  const given = node.arguments?.find(({ name }) => name.value === 'first')?.value;
  const isVariable = given?.kind === Kind.VARIABLE;
  const value = isVariable ? variables.get(given.name.value) : given && valueFromASTUntyped(given);
  const size = value === undefined ? byDefault : value;
  if (typeof size === 'number' && Number.isInteger(size) && size >= 1 && size <= MAX_LIMIT) return size;
  throw new Problem('invalid_input', {
    detail: `\`first\` must be an integer from 1 to ${MAX_LIMIT}.`,
    reason: 'page_size',
  });
}

/** @throws Problem invalid_input: clients that copy an answer into an object would change the object */
function rejectCommonName(name: string): void {
  if (!(name in Object.prototype)) return;
  throw new Problem('invalid_input', { detail: `The name "${name}" is not allowed.`, reason: 'name' });
}
