import { type DocumentNode, type FragmentDefinitionNode, Kind, type SelectionSetNode } from 'graphql';
import { limitExceeded } from './tokens.ts';

/** How deep a query may be, and how many aliases, fields and fragments it may have with its fragments expanded. */
export interface ShapeLimits {
  readonly depth: number;
  readonly aliases: number;
  readonly fields: number;
  readonly fragments: number;
}

/** The size of a selection with every fragment expanded. */
interface Shape {
  readonly depth: number;
  readonly aliases: number;
  readonly fields: number;
}

const EMPTY: Shape = { depth: 0, aliases: 0, fields: 0 };

/** Throws LIMIT_EXCEEDED if a document is too deep or too large. */
export function checkShape(document: DocumentNode, limits: ShapeLimits): void {
  const fragments = fragmentsOf(document);
  if (fragments.size > limits.fragments) {
    throw limitExceeded(
      `The query declares ${fragments.size} fragments; at most ${limits.fragments} are allowed. Split it into several queries.`,
    );
  }
  const measure = createMeasure(fragments);
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION && definition.kind !== Kind.FRAGMENT_DEFINITION) continue;
    const shape = measure(definition.selectionSet);
    if (shape.depth > limits.depth) {
      throw limitExceeded(
        `The query is ${shape.depth} fields deep; at most ${limits.depth} are allowed. ` +
          'Ask for the inner part in a second query that starts from its id.',
      );
    }
    if (shape.aliases > limits.aliases) {
      throw limitExceeded(
        `The query has ${shape.aliases} aliases with its fragments written out; at most ${limits.aliases} are allowed. ` +
          'Ask for several entities with nodes(ids:), or split the query.',
      );
    }
    if (shape.fields > limits.fields) {
      throw limitExceeded(
        `The query has ${shape.fields} fields with its fragments written out; at most ${limits.fields} are allowed. ` +
          'Spread its fragments in fewer places, or split it into several queries.',
      );
    }
  }
}

/** How many fields a selection has, with every fragment of its document written out. */
export function countFields(document: DocumentNode, selection: SelectionSetNode): number {
  return createMeasure(fragmentsOf(document))(selection).fields;
}

/** The fragments of a document by name. */
export function fragmentsOf(document: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> {
  return new Map(
    document.definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [])),
  );
}

function createMeasure(fragments: ReadonlyMap<string, FragmentDefinitionNode>) {
  // Empty while a fragment is being measured, so that a cycle ends here. GraphQL's validation reports it.
  const shapes = new Map<string, Shape>();

  const ofFragment = (name: string): Shape => {
    const cached = shapes.get(name);
    if (cached) return cached;
    const fragment = fragments.get(name);
    if (!fragment) return EMPTY;
    shapes.set(name, EMPTY);
    const shape = ofSelections(fragment.selectionSet);
    shapes.set(name, shape);
    return shape;
  };

  const ofSelections = (selections: SelectionSetNode | undefined): Shape => {
    let { depth, aliases, fields } = EMPTY;
    for (const selection of selections?.selections ?? []) {
      const isField = selection.kind === Kind.FIELD;
      const inner =
        selection.kind === Kind.FRAGMENT_SPREAD
          ? ofFragment(selection.name.value)
          : ofSelections(selection.selectionSet);
      depth = Math.max(depth, inner.depth + (isField ? 1 : 0));
      aliases += inner.aliases + (isField && selection.alias ? 1 : 0);
      fields += inner.fields + (isField ? 1 : 0);
    }
    return { depth, aliases, fields };
  };

  return ofSelections;
}
