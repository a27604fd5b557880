import {
  type ArgumentNode,
  type DirectiveNode,
  type DocumentNode,
  type GraphQLSchema,
  getOperationAST,
  isInputObjectType,
  Kind,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';
import { fragmentsOf } from './shape.ts';
import { limitExceeded } from './tokens.ts';

/** What all arguments of an operation may hold, wherever they are and however often a variable is used. */
export interface ArgumentLimits {
  /** Values: lists, objects and what they hold. An object counts as ten, because it is a condition to plan. */
  readonly values: number;
  /** Characters of all texts and numbers. */
  readonly valueCharacters: number;
  /** Values of one list. */
  readonly list: number;
}

/** An operation with its variables. */
export interface ArgumentsRequest {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
}

interface Size {
  readonly values: number;
  readonly characters: number;
}

const NOTHING: Size = { values: 0, characters: 0 };
const ONE: Size = { values: 1, characters: 0 };
const OBJECT: Size = { values: 10, characters: 0 };

const weights = new WeakMap<GraphQLSchema, ReadonlyMap<string, Size>>();

/** What input fields count for beside their values, by their names: `values` in the extensions of each field. */
function weightsOf(schema: GraphQLSchema): ReadonlyMap<string, Size> {
  const known = weights.get(schema);
  if (known) return known;
  const found = new Map<string, Size>();
  for (const type of Object.values(schema.getTypeMap())) {
    for (const { name, extensions } of isInputObjectType(type) ? Object.values(type.getFields()) : []) {
      if (typeof extensions.values === 'number') found.set(name, { values: extensions.values, characters: 0 });
    }
  }
  weights.set(schema, found);
  return found;
}

const sum = (sizes: readonly Size[], start = NOTHING): Size =>
  sizes.reduce((a, b) => ({ values: a.values + b.values, characters: a.characters + b.characters }), start);

/** Throws LIMIT_EXCEEDED if the arguments of an operation hold too much: reading them takes time before any row is read. */
export function checkArguments(request: ArgumentsRequest, limits: ArgumentLimits): void {
  const { values, characters } = sizeOfArguments(request, limits.list);
  checkSize(values, limits.values, 'values');
  checkSize(characters, limits.valueCharacters, 'characters');
}

function checkSize(size: number, limit: number, what: string): void {
  if (size <= limit) return;
  throw limitExceeded(
    `The arguments of the query have ${size} ${what} with its fragments and variables written out, where a condition counts as ten and a date of a filter as eighty; at most ${limit} are allowed. Ask in several requests.`,
  );
}

function checkList(length: number, limit: number): void {
  if (length <= limit) return;
  throw limitExceeded(
    `A list in the arguments of the query has ${length} values; at most ${limit} are allowed. Ask in several requests.`,
  );
}

function sizeOfArguments({ schema, document, operationName, variables }: ArgumentsRequest, list: number): Size {
  const operation = getOperationAST(document, operationName);
  if (!operation) return NOTHING;
  const extra = weightsOf(schema);
  const fragments = fragmentsOf(document);

  const ofSent = (value: unknown): Size => {
    if (typeof value === 'string') return { values: 1, characters: value.length };
    if (typeof value !== 'object' || value === null) return ONE;
    if (Array.isArray(value)) {
      checkList(value.length, list);
      return sum(value.map(ofSent), ONE);
    }
    return sum(
      Object.entries(value).flatMap(([name, inner]) => [ofSent(inner), extra.get(name) ?? NOTHING]),
      OBJECT,
    );
  };
  const ofLiteral = (value: ValueNode): Size => {
    switch (value.kind) {
      case Kind.VARIABLE:
        return sizes.get(value.name.value) ?? ONE;
      case Kind.LIST:
        checkList(value.values.length, list);
        return sum(value.values.map(ofLiteral), ONE);
      case Kind.OBJECT:
        return sum(
          value.fields.flatMap((field) => [ofLiteral(field.value), extra.get(field.name.value) ?? NOTHING]),
          OBJECT,
        );
      default:
        return 'value' in value ? { values: 1, characters: String(value.value).length } : ONE;
    }
  };
  const sizes = new Map<string, Size>();
  for (const { variable, defaultValue } of operation.variableDefinitions ?? []) {
    const name = variable.name.value;
    const sent = variables && Object.hasOwn(variables, name) ? variables[name] : undefined;
    sizes.set(name, sent === undefined && defaultValue ? ofLiteral(defaultValue) : ofSent(sent));
  }

  const ofNode = (node: {
    readonly arguments?: readonly ArgumentNode[] | undefined;
    readonly directives?: readonly DirectiveNode[] | undefined;
  }): Size =>
    sum([...(node.arguments ?? []).map(({ value }) => ofLiteral(value)), ...(node.directives ?? []).map(ofNode)]);

  // Nothing while a fragment is being measured, so that a cycle ends here. GraphQL's validation reports it.
  const measured = new Map<string, Size>();
  const ofFragment = (name: string): Size => {
    const known = measured.get(name);
    if (known) return known;
    measured.set(name, NOTHING);
    const size = ofSelections(fragments.get(name)?.selectionSet);
    measured.set(name, size);
    return size;
  };
  const ofSelections = (selections: SelectionSetNode | undefined): Size =>
    sum(
      (selections?.selections ?? []).flatMap((selection) => [
        ofNode(selection),
        selection.kind === Kind.FRAGMENT_SPREAD
          ? ofFragment(selection.name.value)
          : ofSelections(selection.selectionSet),
      ]),
    );
  return sum([ofNode({ directives: operation.directives }), ofSelections(operation.selectionSet)]);
}
