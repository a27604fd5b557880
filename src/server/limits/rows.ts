import {
  type DocumentNode,
  type FieldNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  getOperationAST,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  type SelectionSetNode,
  valueFromASTUntyped,
} from 'graphql';
import { DEFAULT_PAGE, LARGEST_PAGE } from '../../page-size.ts';
import { fragmentsOf } from './shape.ts';
import { limitExceeded } from './tokens.ts';

type Variables = Readonly<Record<string, unknown>>;
type Field = GraphQLField<unknown, unknown>;

/** An operation with its variables. */
export interface RowsRequest {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operationName?: string | null | undefined;
  readonly variables?: Variables | null | undefined;
}

/** The fields of connections and edges add no rows: the connection has counted them. */
const CONNECTION_PARTS = /(?:Connection|Edge)$/;

/** The maximum number of rows that an operation can load. Throws LIMIT_EXCEEDED if it is more than `limit`. */
export function checkRows(request: RowsRequest, limit: number): number {
  const rows = estimateRows(request);
  if (rows > limit) {
    throw limitExceeded(
      `The query may ask for ${rows} rows; at most ${limit} are allowed. ` +
        'Set smaller first or last arguments on the outer lists and page on with after.',
    );
  }
  return rows;
}

/** The maximum number of rows that an operation can load, from the page sizes in it. */
export function estimateRows({ schema, document, operationName, variables }: RowsRequest): number {
  const operation = getOperationAST(document, operationName);
  if (!operation) return 0;
  const values: Variables = Object.fromEntries(
    (operation.variableDefinitions ?? []).map(({ variable: { name }, defaultValue }) => {
      const sent = variables && Object.hasOwn(variables, name.value) ? variables[name.value] : undefined;
      return [name.value, sent === undefined && defaultValue ? valueFromASTUntyped(defaultValue) : sent];
    }),
  );
  const fragments = fragmentsOf(document);
  const rowsByFragment = new Map<string, number>();

  const ofFragment = (name: string): number => {
    const cached = rowsByFragment.get(name);
    if (cached !== undefined) return cached;
    const fragment = fragments.get(name);
    if (!fragment) return 0;
    rowsByFragment.set(name, 0);
    const rows = ofSelections(fragment.selectionSet, schema.getType(fragment.typeCondition.name.value));
    rowsByFragment.set(name, rows);
    return rows;
  };

  const ofField = (node: FieldNode, parent: GraphQLNamedType): number => {
    const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[node.name.value] : undefined;
    const type = field && getNamedType(field.type);
    if (!field || !isCompositeType(type)) return 0;
    if (CONNECTION_PARTS.test(parent.name) && !field.args.some(({ name }) => name === 'first')) {
      return ofSelections(node.selectionSet, type);
    }
    const size = pageSize(node, field, values);
    // Rows that a field reads however few it returns.
    const besides = Number(field.extensions.rows ?? 0);
    // A list has its groups once, not once for each of its rows.
    const grouped = ofSelections(node.selectionSet, type, 'groups');
    const inner = ofSelections(node.selectionSet, type) - grouped;
    return besides + size + size * inner + grouped;
  };

  /** With `only`, counts just the fields of that name. */
  const ofSelections = (
    selections: SelectionSetNode | undefined,
    parent: GraphQLNamedType | undefined,
    only?: string,
  ): number => {
    let rows = 0;
    for (const selection of parent ? (selections?.selections ?? []) : []) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) rows += only ? 0 : ofFragment(selection.name.value);
      else if (selection.kind === Kind.FIELD) {
        if (!only || selection.name.value === only) rows += ofField(selection, parent as GraphQLNamedType);
      } else {
        const condition = selection.typeCondition;
        rows += ofSelections(selection.selectionSet, condition ? schema.getType(condition.name.value) : parent, only);
      }
    }
    return rows;
  };

  return ofSelections(operation.selectionSet, schema.getRootType(operation.operation) ?? undefined);
}

function pageSize(node: FieldNode, field: Field, variables: Variables): number {
  const value = (name: string): unknown => {
    const argument = node.arguments?.find((candidate) => candidate.name.value === name);
    return argument ? valueFromASTUntyped(argument.value, variables) : undefined;
  };
  const declared = (name: string) => field.args.find((argument) => argument.name === name);
  if (declared('first') || declared('last')) {
    const requested = value('first') ?? value('last') ?? declared('first')?.defaultValue ?? DEFAULT_PAGE;
    // The resolver refuses a size that isn't allowed, with a message for its field.
    const size =
      Number.isInteger(requested) && Number(requested) >= 0 && Number(requested) <= LARGEST_PAGE
        ? Number(requested)
        : 1;
    // A path can have as many rows as its length.
    const length = value('maxLength') ?? declared('maxLength')?.defaultValue;
    return Number.isInteger(length) && Number(length) > 1 ? size * Math.min(Number(length), LARGEST_PAGE) : size;
  }
  const limit = declared('limit');
  if (limit) {
    const requested = value('limit') ?? limit.defaultValue;
    return Number.isInteger(requested) && Number(requested) >= 1 && Number(requested) <= LARGEST_PAGE
      ? Number(requested)
      : 1;
  }
  // A neighborhood has several relations for each of its entities.
  const { size } = field.extensions;
  if (typeof size === 'number') return size;
  const ids = declared('ids') && value('ids');
  return Array.isArray(ids) ? ids.length : 1;
}
